// PolicyValidation: what is wrong with a policy, and what could be better.
//
// `PolicyLinter` reads a text as a kind of policy and answers with findings: AWS's issue code and type (those of IAM
// Access Analyzer's ValidatePolicy), a place in the text, a path within the policy, what is wrong and what to write
// instead. It never stops at the first fault. What services take comes from a `ServiceCatalog`, whose bytes somebody
// else loads; the module reads no files.
//
// Start with `PolicyLinter.findings(in:as:)`. `IssueCode` lists all that can be found. Where facts may be older than a
// policy, the check keeps silent or warns: an error is only what ValidatePolicy calls one.
