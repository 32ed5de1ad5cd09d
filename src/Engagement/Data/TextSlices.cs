namespace Engagement.Data;

/// <summary>
/// Rows whose texts may be of any length, cut into slices that hold no more than a budget: how long they are is read first, and then as
/// many texts at a time as fit. A text that is longer by itself is a slice of one. So memory grows with the longest text and not with how
/// many there are.
/// </summary>
internal static class TextSlices
{
    /// <summary>Of one slice. Twice as much in memory where the database counts in UTF-8.</summary>
    public const long Bytes = 8_000_000;

    /// <param name="column">A text column.</param>
    /// <param name="dialect">Which database asks.</param>
    /// <returns>An expression for the bytes of it, which reads no text: https://sqlite.org/lang_corefunc.html#octet_length.</returns>
    public static string LengthOf(string column, Dialect dialect) => dialect == Dialect.SqlServer
        ? $"datalength({column})" : $"octet_length({column})";

    /// <param name="rows">In their order.</param>
    /// <param name="bytes">How long the texts of one are.</param>
    /// <param name="most">How many rows a slice has at the most.</param>
    public static IEnumerable<IReadOnlyList<T>> Of<T>(IEnumerable<T> rows, Func<T, long> bytes, int most = int.MaxValue)
    {
        var (slice, total) = (new List<T>(), 0L);
        foreach (var row in rows)
        {
            var length = bytes(row);
            if (slice.Count > 0 && (total + length > Bytes || slice.Count == most))
            {
                yield return slice;
                (slice, total) = ([], 0);
            }

            slice.Add(row);
            total += length;
        }

        if (slice.Count > 0)
        {
            yield return slice;
        }
    }
}
