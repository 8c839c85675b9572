// PolicyLanguage: policy documents as values.
//
// Text becomes a `PolicyDocument`: version, statements, elements, each with its place in the text. The module
// knows the grammar and AWS's checks at the time a document is saved; it decides nothing. It refuses what is
// not JSON, what repeats a member, what nests too deep, and elements that the grammar doesn't have, each with
// line, column, what is wrong and what to write instead.
//
// Start with `PolicyDocument(parsing:)`; `PolicyDocument(parsing:as:)` adds the checks of a kind of policy and
// speaks AWS's error messages. Below them lie `JSONReader`, which keeps positions, and `PolicyTemplate`, which
// takes values with variables and wildcards apart.
