import PolicyLanguage

/// A document as flat tables: what decisions read.
final class PolicyImage: Sendable {
    let tables: Tables

    init(_ tables: Tables) { self.tables = tables }

    deinit { tables.free() }

    /// The tables.
    ///
    /// Copying this copies addresses only; the image keeps the memory.
    struct Tables: BitwiseCopyable, Sendable {
        let statements: Table<Statement>
        let actions: Table<ActionPattern>
        let resources: Table<ResourcePattern>
        let principals: Table<Principal>
        let conditions: Table<Condition>
        let values: Table<ConditionValue>
        let parts: Table<TemplatePart>
        let bytes: Table<UInt8>

        fileprivate func free() {
            statements.free()
            actions.free()
            resources.free()
            principals.free()
            conditions.free()
            values.free()
            parts.free()
            bytes.free()
        }
    }

    /// A statement.
    struct Statement: BitwiseCopyable {
        var isDeny: Bool
        var actionsAreNegated: Bool
        var resourcesAreNegated: Bool
        /// Trust policies have no resources: they are about the role they are on.
        var hasResources: Bool
        var principalsAre: PrincipalForm
        var actions: Slice
        var resources: Slice
        var principals: Slice
        var conditions: Slice
    }

    /// How a statement names principals.
    enum PrincipalForm: UInt8, BitwiseCopyable {
        /// Not at all: the policy belongs to its principal.
        case unnamed
        /// `Principal`.
        case listed
        /// `NotPrincipal`.
        case excluded
    }

    /// An entry of `Action` or `NotAction`, in lower case.
    struct ActionPattern: BitwiseCopyable {
        var serviceKind: ServiceKind
        var service: Glob
        var name: Glob

        enum ServiceKind: UInt8, BitwiseCopyable {
            /// `*`: every service.
            case any
            /// One service.
            case literal
            /// A service with wildcards, which AWS does not save.
            case pattern
            /// Not an action at all.
            case malformed
        }
    }

    /// An entry of `Resource` or `NotResource`.
    struct ResourcePattern: BitwiseCopyable {
        var kind: Kind
        /// The first five fields with their colons, in lower case.
        var head: Glob
        /// All six fields, for kinds `literal` and `glob`.
        var whole: Glob
        /// The sixth field, for kind `segmented` without variables.
        var tail: Glob
        /// The sixth field in parts, where it has variables.
        var parts: Slice
        /// What is known of a match before any wildcard or variable: the key in the index.
        var literalPrefix: Slice

        enum Kind: UInt8, BitwiseCopyable {
            /// `*`.
            case any
            /// Nothing: no ARN, or one that is cut off where that isn't allowed.
            case nothing
            /// An ARN without wildcards.
            case literal
            /// Wildcards in the sixth field only.
            case glob
            /// Variables in the sixth field, no wildcards before it.
            case template
            /// Wildcards in the first five fields, which never cross a colon.
            case segmented
        }
    }

    /// A part of a value with variables.
    struct TemplatePart: BitwiseCopyable {
        var kind: Kind
        /// The text; of a variable, its default.
        var text: Slice
        var key: Key

        enum Kind: UInt8, BitwiseCopyable {
            case text, anyRun, anyCharacter, variable, variableWithDefault
        }
    }

    /// A condition key.
    struct Key: BitwiseCopyable {
        var family: ContextKey.Family
        /// What tells the keys of a family apart, in lower case.
        var suffix: Slice
    }

    /// A key under an operator.
    struct Condition: BitwiseCopyable {
        var comparison: Comparison
        var quantifier: Quantifier
        var isNegated: Bool
        var ifExists: Bool
        var key: Key
        var values: Slice
    }

    enum Quantifier: UInt8, BitwiseCopyable {
        case none, forAllValues, forAnyValue
    }

    /// What is compared; negation and `IfExists` stand beside it.
    enum Comparison: UInt8, BitwiseCopyable {
        case unknown, string, stringIgnoringCase, arn, binary, bool, ipAddress, null
        case numberEqual, numberLess, numberLessOrEqual, numberGreater, numberGreaterOrEqual
        case dateEqual, dateLess, dateLessOrEqual, dateGreater, dateGreaterOrEqual
    }

    /// A value of a condition, converted to what its operator compares.
    struct ConditionValue: BitwiseCopyable {
        var kind: Kind
        /// Text and patterns.
        var glob: Glob
        /// Values with variables.
        var parts: Slice
        /// Numbers, dates, truths, and the first address of a network.
        var bits: UInt128
        /// The bits of an address that count.
        var mask: UInt128

        enum Kind: UInt8, BitwiseCopyable {
            /// Can't be converted: matches nothing.
            case nothing
            case glob, template
            /// An ARN with wildcards in its first five fields.
            case arnPattern
            /// `*` under an ARN operator.
            case anyARN
            case number, date, boolean, networkV4, networkV6
        }
    }

    /// A principal that a statement names.
    struct Principal: BitwiseCopyable {
        var kind: Kind
        var account: UInt64
        var text: Slice

        enum Kind: UInt8, BitwiseCopyable {
            case everyone, account, arn, uniqueID, service, anyService, federated, anyFederated, canonicalUser, nobody
        }
    }
}
