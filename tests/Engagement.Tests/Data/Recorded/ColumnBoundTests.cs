using System.Data;
using System.Reflection;
using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;

namespace Engagement.Tests.Data.Recorded;

/// <summary>
/// Each <c>nvarchar(n)</c> of the schema, and where it is seen to that nothing longer gets there: <c>Data/Recorded/bounds.txt</c>. SQL
/// Server refuses a
/// longer text (error 2628), SQLite never does.
/// </summary>
public sealed class ColumnBoundTests
{
    private static readonly string[] Words = ["ours", "made", "read"];

    [Fact]
    public void Every_text_of_a_limited_length_is_bounded_somewhere()
    {
        var listed = Read();
        var columns = Limited().ToList();
        var writers = Writers();

        var problems = columns.Where(c => !listed.ContainsKey(c.Name)).Select(c => $"{c}: nobody says where it is bounded. Writers: {string.Join(", ", writers[c.Name])}")
            .Concat(listed.Keys.Except(columns.Select(c => c.Name), StringComparer.Ordinal).Select(name => $"{name}: there is no such column."))
            .Concat(listed.Where(l => Problem(l.Value) is not null).Select(l => $"{l.Key}: {Problem(l.Value)}"))
            .ToList();

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>
    /// <c>ours</c>: a word of this program, an enum's or a constant. <c>made</c>: a hash, code or date of a fixed length. <c>read</c>:
    /// copied from a column that is bounded. Else a member of the program that bounds it.
    /// </summary>
    private static string? Problem(string bound)
    {
        var first = bound.Split([' ', ',', ';'], 2)[0];
        if (Words.Contains(first, StringComparer.Ordinal))
        {
            return bound.Length > first.Length + 3 ? null : "says too little: which words, made of what, read from where?";
        }

        var dot = first.LastIndexOf('.');
        var type = typeof(Db).Assembly.GetTypes().FirstOrDefault(t => dot > 0 && t.Name == first[..dot]);
        return type is null || type.GetMember(first[(dot + 1)..], BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length == 0
            ? $"there is no {first} in the program."
            : null;
    }

    private static IEnumerable<ServerType> Limited() => ServerSchema.Read().All.Select(c => c.Column).Where(c => c.Kind == SqlDbType.NVarChar && c.Length > 0);

    /// <summary>Who writes what, so that whoever reads the complaint knows where to look.</summary>
    private static ILookup<string, string> Writers()
    {
        var schema = ServerSchema.Read();
        return KnownStatements.In(typeof(Db).Assembly)
            .SelectMany(known => StatementReader.Read(schema, known.Sql.Text(Dialect.SqlServer)).Uses
                .Where(use => use.Purpose == Purpose.Write)
                .Select(use => (Column: use.Type.Name, By: $"{known.Name}@{use.Parameter}")))
            .Distinct()
            .ToLookup(w => w.Column, w => w.By);
    }

    private static Dictionary<string, string> Read() => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Data", "Recorded", "bounds.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(": ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
