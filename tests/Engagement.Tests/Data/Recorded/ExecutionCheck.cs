using System.Collections.Concurrent;
using System.Globalization;
using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;
using Microsoft.Data.SqlClient;

namespace Engagement.Tests.Data.Recorded;

/// <summary>
/// Holds what is executed, on whatever database, against SQL Server's schema: each statement's own T-SQL text with the parameters as
/// SqlClient
/// would send them. So a fault that only SQL Server shows fails a run that has none.
/// </summary>
internal sealed class ExecutionCheck(ServerSchema schema)
{
    private readonly ConcurrentDictionary<string, StatementUses> _read = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Sql, byte> _ran = new();
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<Sql, string>> _names = new(
        () => KnownStatements.Held(typeof(Db).Assembly).ToDictionary(k => k.Sql, k => k.Name));

    /// <summary>What was wrong, each once: which statement, parameter, value and column.</summary>
    public IReadOnlyList<string> Problems => [.. _problems.Select(p => $"{p.Key}{p.Value}").Order(StringComparer.Ordinal)];

    public bool Ran(Sql sql) => _ran.ContainsKey(sql);

    /// <param name="row">What its answer is read into; null: nothing reads it.</param>
    public void Saw(Sql sql, object? args, Type? row = null)
    {
        Mark(sql);
        foreach (var (problem, example) in Check(sql, args, row))
        {
            _problems.TryAdd(problem, $"{example} (seen in {TestContext.Current.Test?.TestDisplayName ?? "a background job"})");
        }
    }

    public IEnumerable<(string Problem, string Example)> Check(Sql sql, object? args, Type? row = null)
    {
        var text = sql.Text(Dialect.SqlServer);
        var uses = _read.GetOrAdd(text, t => StatementReader.Read(schema, t));
        foreach (var problem in uses.Problems.Concat(row is null ? [] : ReadRow.Problems(uses.Answers, row)))
        {
            yield return ($"{Name(sql)}: {problem}", "");
        }

        // A list of arguments that is empty runs nothing.
        foreach (var set in uses.Parameters.Count == 0 ? [] : SentParameters.Of(text, args))
        {
            foreach (var problem in Check(sql, uses, set))
            {
                yield return problem;
            }
        }
    }

    private IEnumerable<(string Problem, string Example)> Check(Sql sql, StatementUses uses, IReadOnlyList<SqlParameter> sent)
    {
        foreach (var name in uses.Parameters)
        {
            var parameter = sent.FirstOrDefault(p => p.ParameterName.Equals(name, StringComparison.Ordinal));
            if (parameter is null)
            {
                yield return ($"{Name(sql)}: @{name} is not given.", "");
                continue;
            }

            var met = uses.Uses.Where(u => u.Parameter.Equals(name, StringComparison.Ordinal)).ToList();
            if (met.Count == 0)
            {
                yield return ($"{Name(sql)}: this check cannot tell what @{name} is held against. Teach {nameof(StatementReader)}.", "");
            }

            foreach (var use in met)
            {
                if (SentValue.Problem(parameter, use) is { } problem)
                {
                    yield return ($"{Name(sql)}: @{name} {Purposes[(int)use.Purpose]} {use.Type}: {problem}", $"; was {Shown(parameter)}");
                }
            }
        }
    }

    private static readonly string[] Purposes = ["is written to", "is compared with", "is taken by", "divides, as"];

    private static string Shown(SqlParameter parameter)
    {
        var kind = parameter.SqlDbType.ToString().ToLowerInvariant();
        return parameter.Value switch
        {
            null or DBNull => $"{kind} null",
            string text => $"{kind}({(parameter.Size < 0 ? "max" : parameter.Size.ToString(CultureInfo.InvariantCulture))}) "
                + $"'{(text.Length > 60 ? text[..60] + "…" : text)}' of {text.Length}",
            DateTime time => $"{kind}({parameter.Scale}) {time:O}",
            byte[] bytes => $"{kind} of {bytes.Length}",
            var value => string.Create(CultureInfo.InvariantCulture, $"{kind} {value}"),
        };
    }

    private string Name(Sql sql)
    {
        if (_names.Value.TryGetValue(sql, out var name))
        {
            return name;
        }

        var text = sql.Text(Dialect.SqlServer);
        return sql.MadeOf.FirstOrDefault() is { } of ? Name(of) : $"[{(text.Length > 140 ? text[..140] + "…" : text)}]";
    }

    private void Mark(Sql sql)
    {
        _ran.TryAdd(sql, 0);
        foreach (var part in sql.MadeOf)
        {
            Mark(part);
        }
    }
}
