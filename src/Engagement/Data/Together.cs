using System.Data;
using System.Text.RegularExpressions;
using Dapper;

namespace Engagement.Data;

/// <summary>
/// Statements that do not wait for one another's answer and go to the database in one command: there and back once, whatever their number.
/// Each is a statement as it is by itself, with values of its own; they run in their order.
/// </summary>
internal abstract partial class Together : SqlMapper.IDynamicParameters
{
    private readonly List<(Sql Sql, object? Args, Type? Row)> _parts = [];

    /// <summary>Each statement, what it runs with and what its rows are read into.</summary>
    public IReadOnlyList<(Sql Sql, object? Args, Type? Row)> Parts => _parts;

    /// <summary>The command's text. The same statements in the same order have the same text, so a server keeps its plan.</summary>
    public string Text(Dialect dialect) =>
        string.Join("\n;\n", _parts.Select((part, i) => Parameter().Replace(part.Sql.Text(dialect), found => $"{found.Value}_{i}")));

    /// <summary>For Dapper: the values of each statement under names of its own.</summary>
    public void AddParameters(IDbCommand command, SqlMapper.Identity identity)
    {
        for (var i = 0; i < _parts.Count; i++)
        {
            var (sql, args, _) = _parts[i];
            if (args is null)
            {
                continue;
            }

            // As Dapper would give them to the statement alone, with our type handlers. The dialects may ask for different ones.
            using var alone = command.Connection!.CreateCommand();
            ((SqlMapper.IDynamicParameters)new DynamicParameters(args) { RemoveUnused = false }).AddParameters(alone, identity);
            var asked = Parameter().Matches(sql.Text(Dialect.SqlServer)).Concat(Parameter().Matches(sql.Text(Dialect.Sqlite)))
                .Select(found => found.Value[1..]).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var given = alone.Parameters.Cast<IDbDataParameter>().ToList();
            alone.Parameters.Clear();
            foreach (var parameter in given.Where(p => asked.Contains(p.ParameterName.TrimStart('@'))))
            {
                parameter.ParameterName = $"{parameter.ParameterName}_{i}";
                command.Parameters.Add(parameter);
            }
        }
    }

    protected void Take(Sql sql, object? args, Type? row) => _parts.Add((sql, args, row));

    // Not @@rowcount.
    [GeneratedRegex(@"(?<![@\w])@[A-Za-z]\w*")]
    private static partial Regex Parameter();
}

/// <summary>Several reads. They see no more of one another than if they were sent one by one.</summary>
internal sealed class Reads : Together
{
    private readonly List<Func<SqlMapper.GridReader, Task>> _answers = [];

    /// <summary>Takes one more; its rows are there once all have been read (<see cref="DbSession.ReadAsync"/>).</summary>
    public Read<T> Add<T>(Sql sql, object? args = null)
    {
        if (sql.Writes)
        {
            throw new ArgumentException("Only what reads goes with other reads.", nameof(sql));
        }

        Take(sql, args, typeof(T));
        var read = new Read<T>();
        _answers.Add(async answers => read.Have((await answers.ReadAsync<T>()).AsList()));
        return read;
    }

    internal async Task TakeAsync(SqlMapper.GridReader answers)
    {
        foreach (var answer in _answers)
        {
            await answer(answers);
        }
    }
}

/// <summary>One of several reads, with its rows once they are there.</summary>
internal sealed class Read<T>
{
    private IReadOnlyList<T>? _rows;

    public IReadOnlyList<T> Rows => _rows ?? throw new InvalidOperationException("It was not read yet.");

    /// <summary>The one row or value, or the default. More than one is a bug and throws.</summary>
    public T? One => Rows switch
    {
        [] => default,
        [var one] => one,
        var several => throw new InvalidOperationException($"Expected one row, found {several.Count}."),
    };

    internal void Have(IReadOnlyList<T> rows) => _rows = rows;
}

/// <summary>Several writes of a transaction, of which nobody asks how many rows each touched.</summary>
internal sealed class Writes : Together
{
    public void Add(Sql sql, object? args = null) => Take(sql, args, row: null);
}
