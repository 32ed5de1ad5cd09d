using Engagement.Data;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.TSqlCheck;

/// <summary>
/// The schema as SQL Server would have it after all migrations, in Microsoft's own model of T-SQL
/// (https://learn.microsoft.com/sql/tools/sql-database-projects/concepts/data-tier-applications). It binds names without a server.
/// </summary>
internal sealed class SchemaModel : IDisposable
{
    // The oldest that docs/operations-sqlserver.md allows, and a database that heeds the case of names.
    private readonly TSqlModel _model = new(SqlServerVersion.Sql150, new TSqlModelOptions { Collation = "Latin1_General_100_BIN2" });
    private readonly Dictionary<string, CreateTableStatement> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<TSqlStatement> _others = [];
    private readonly HashSet<string> _keyed = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _schemaProblems = [];
    private int _procedures;

    /// <param name="migrations">Name and text, in the order they run.</param>
    public SchemaModel(IEnumerable<(string Name, string Text)> migrations)
    {
        foreach (var (name, text) in migrations)
        {
            var statements = Parse(text, out var errors);
            foreach (var statement in statements)
            {
                Fold(statement, name, _tables, _others);
            }

            _schemaProblems.AddRange(errors.Select(e => $"{name}({e.Line}): {e.Message}"));
        }

        foreach (var statement in _tables.Values.Concat(_others))
        {
            _model.AddObjects(Script(statement));
        }
    }

    /// <summary>With the program's own migrations.</summary>
    public static SchemaModel OfProgram() => new(Migrator.Scripts(Dialect.SqlServer).Select(s => (s.Name, s.Contents)));

    /// <summary>The tables as they are in the end, and everything that was checked against them.</summary>
    public TSqlModel Model => _model;

    /// <summary>A column's default as its migration says it; null: none.</summary>
    public string? DefaultOf(string table, string column) =>
        _tables[table].Definition.ColumnDefinitions.Single(c => c.ColumnIdentifier.Value == column).DefaultConstraint is { } constraint
            ? TextOf(constraint.Expression)
            : null;

    /// <summary>A part of a statement as it was written.</summary>
    public static string TextOf(TSqlFragment part) =>
        string.Concat(part.ScriptTokenStream.Skip(part.FirstTokenIndex)
            .Take(part.LastTokenIndex - part.FirstTokenIndex + 1).Select(t => t.Text));

    /// <summary>Each table as it is in the end.</summary>
    public IReadOnlyCollection<CreateTableStatement> Tables => _tables.Values;

    /// <summary>Each index that is there in the end.</summary>
    public IEnumerable<CreateIndexStatement> Indexes => _others.OfType<CreateIndexStatement>();

    /// <summary>Each column that is in a primary key, a unique constraint or a unique index, as <c>Table.Column</c>.</summary>
    public IReadOnlySet<string> Keyed
    {
        get
        {
            foreach (var (name, table) in _tables)
            {
                _keyed.UnionWith(table.Definition.TableConstraints.OfType<UniqueConstraintDefinition>().SelectMany(k => k.Columns)
                    .Select(c => $"{name}.{Last(c)}"));
                _keyed.UnionWith(table.Definition.ColumnDefinitions.Where(c => c.Constraints.OfType<UniqueConstraintDefinition>().Any())
                    .Select(c => $"{name}.{c.ColumnIdentifier.Value}"));
            }

            return _keyed;
        }
    }

    /// <summary>What is wrong with the migrations themselves.</summary>
    public IReadOnlyList<string> SchemaProblems => [.. _schemaProblems, .. _model.Validate().Where(IsProblem).Select(m => m.Message)];

    /// <summary>What is wrong with each of these texts; those that are right are not among the keys.</summary>
    public IReadOnlyDictionary<string, string> Check(IEnumerable<(string Name, string Text)> statements)
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in statements)
        {
            Parse(text, out var errors);
            if (errors.Count > 0)
            {
                problems[name] = string.Join("; ", errors.Select(e => $"line {e.Line}: {e.Message}"));
                continue;
            }

            // The model binds the body of a procedure, so each statement becomes one. Its parameters' types do not matter to names.
            var procedure = $"Statement{_procedures++}";
            names[procedure] = name;
            var parameters = Variables.Undeclared(text);
            try
            {
                _model.AddOrUpdateObjects(
                    $"create procedure dbo.{procedure} {string.Join(", ", parameters.Select(p => $"{p} nvarchar(4000)"))} as begin\n"
                        + $"{text}\nend",
                    procedure,
                    new TSqlObjectOptions());
            }
            catch (DacModelException e)
            {
                problems[name] = e.Message;
            }
        }

        foreach (var message in _model.Validate().Where(IsProblem))
        {
            if (names.FirstOrDefault(n => message.Message.Contains($"[{n.Key}]", StringComparison.Ordinal)).Value is { } name)
            {
                problems.TryAdd(name, message.Message);
            }
        }

        return problems;
    }

    /// <summary>The parameters of a text, each once.</summary>
    public static IEnumerable<string> ParametersOf(string text) => Variables.Undeclared(text);

    public void Dispose() => _model.Dispose();

    private static string Last(ColumnWithSortOrder column) => column.Column.MultiPartIdentifier.Identifiers[^1].Value;

    // 71501 and 71502: a name that is not there, as an error and as a warning. Both are mistakes here: everything we name is ours, but
    // for the
    // server's own views, which are not in the model.
    private static bool IsProblem(DacModelMessage message) => message.MessageType == DacMessageType.Error
        || (message.Number is 71501 or 71502 && !message.Message.Contains("[sys].", StringComparison.Ordinal));

    // The model takes a table as it is in the end; migrations say how it came to be.
    private void Fold(TSqlStatement statement, string migration,
        Dictionary<string, CreateTableStatement> tables, List<TSqlStatement> others)
    {
        switch (statement)
        {
            case CreateTableStatement create:
                tables.Add(create.SchemaObjectName.BaseIdentifier.Value, create);
                break;
            case AlterTableAddTableElementStatement alter
                when tables.TryGetValue(alter.SchemaObjectName.BaseIdentifier.Value, out var table):
                foreach (var column in alter.Definition.ColumnDefinitions)
                {
                    table.Definition.ColumnDefinitions.Add(column);
                }

                foreach (var constraint in alter.Definition.TableConstraints)
                {
                    table.Definition.TableConstraints.Add(constraint);
                }

                break;
            case AlterTableAlterColumnStatement alter when tables.TryGetValue(alter.SchemaObjectName.BaseIdentifier.Value, out var table):
                var changed = table.Definition.ColumnDefinitions.Single(
                    c => c.ColumnIdentifier.Value.Equals(alter.ColumnIdentifier.Value, StringComparison.OrdinalIgnoreCase));
                changed.DataType = alter.DataType;
                break;
            case CreateIndexStatement index:
                if (index.Unique)
                {
                    _keyed.UnionWith(index.Columns.Select(c => $"{index.OnName.BaseIdentifier.Value}.{Last(c)}"));
                }

                others.Add(index);
                break;
            case DropIndexStatement drop:
                foreach (var clause in drop.DropIndexClauses.OfType<DropIndexClause>())
                {
                    others.RemoveAll(o => o is CreateIndexStatement index
                        && index.Name.Value.Equals(clause.Index.Value, StringComparison.OrdinalIgnoreCase));
                }

                break;
            case DataModificationStatement or IfStatement:
                others.Add(statement);
                break;
            default:
                _schemaProblems.Add($"{migration}({statement.StartLine}): {statement.GetType().Name} is not understood by this check. "
                    + $"Teach {nameof(SchemaModel)}.{nameof(Fold)}.");
                break;
        }
    }

    private string Script(TSqlStatement statement)
    {
        new Sql150ScriptGenerator().GenerateScript(statement, out var script);

        // Rows that a migration moves are bound like any other statement.
        return statement is DataModificationStatement or IfStatement
            ? $"create procedure dbo.Migration{_procedures++} as begin\n{script}\nend"
            : script;
    }

    internal static IReadOnlyList<TSqlStatement> Parse(string text, out IList<ParseError> errors)
    {
        using var reader = new StringReader(text);
        return new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out errors) is TSqlScript script
            ? [.. script.Batches.SelectMany(b => b.Statements)]
            : [];
    }

    /// <summary>The parameters of a text: what it reads and does not declare.</summary>
    private sealed class Variables : TSqlFragmentVisitor
    {
        private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> _declared = new(StringComparer.OrdinalIgnoreCase);

        public static IEnumerable<string> Undeclared(string text)
        {
            var variables = new Variables();
            foreach (var statement in Parse(text, out _))
            {
                statement.Accept(variables);
            }

            return variables._read.Except(variables._declared, StringComparer.OrdinalIgnoreCase);
        }

        public override void Visit(VariableReference node) => _read.Add(node.Name);

        public override void Visit(DeclareVariableElement node) => _declared.Add(node.VariableName.Value);

        public override void Visit(DeclareTableVariableBody node) => _declared.Add(node.VariableName.Value);
    }
}
