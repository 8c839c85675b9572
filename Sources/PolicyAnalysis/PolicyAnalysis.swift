// PolicyAnalysis: what people are told of policies and decisions.
//
// `DecisionReport` is a decision with its reasons in words that stay: names, places in the text, verdicts. It is
// what the command line prints, what the server's `explain` answers, and what a program reads as JSON. The engine
// knows no wording; this module decides nothing.
