using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Engagement.Common.Links;

namespace Engagement.Features.Publishing.Links;

/// <summary>Who followed a link. Only people are counted as visits; the others are shown beside them.</summary>
internal enum VisitClass
{
    People,

    /// <summary>A network or a messenger that fetches the page for the card under a link.</summary>
    Preview,

    /// <summary>Any other program.</summary>
    Bot,
}

/// <summary>Why a visit is not counted among people.</summary>
internal enum VisitReason
{
    None,

    /// <summary>It says what it is: <see cref="KnownAgents"/>.</summary>
    Agent,

    /// <summary>It does not even say that it is a browser.</summary>
    NoBrowser,

    /// <summary>From a network that Settings name.</summary>
    Range,

    /// <summary>It asked for the headers only; a browser that follows a link never does.</summary>
    Head,

    /// <summary>A browser that fetched ahead of a click that may never come.</summary>
    Prefetch,

    /// <summary>More from one address on one link than people make.</summary>
    Flood,

    /// <summary>Before the post was out: whoever tried the link, it was no reader of the post.</summary>
    Early,

    /// <summary>Right after the post went out, sooner or closer together than readers come.</summary>
    Burst,
}

/// <summary>One visit, as it is written to the spool: everything that is ever known of it.</summary>
/// <param name="Code">The link's.</param>
/// <param name="At">When, Unix time in milliseconds.</param>
/// <param name="Visitor">The day's hash; null where none is made.</param>
internal readonly record struct Visit(string Code, long At, VisitClass Class, VisitReason Reason, long? Visitor)
{
    /// <summary>No line is longer, in bytes.</summary>
    public const int MostBytes = 80;

    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    // Enum.ToString allocates nothing but looks its name up each time; these are asked for with every redirect.
    private static readonly string[] Classes = Enum.GetNames<VisitClass>();
    private static readonly string[] Reasons = Enum.GetNames<VisitReason>();

    public DateTimeOffset OccurredAt => DateTimeOffset.FromUnixTimeMilliseconds(At);

    /// <summary>Writes it as one line of text: fields between tabs, a line feed at the end.</summary>
    /// <returns>How many bytes.</returns>
    public int Write(Span<byte> line)
    {
        var fits = Utf8Formatter.TryFormat(At, line, out var length);
        line[length++] = (byte)'\t';
        length += Encoding.ASCII.GetBytes(Code, line[length..]);
        line[length++] = (byte)'\t';
        length += Encoding.ASCII.GetBytes(Classes[(int)Class], line[length..]);
        line[length++] = (byte)'\t';
        length += Encoding.ASCII.GetBytes(Reasons[(int)Reason], line[length..]);
        line[length++] = (byte)'\t';
        if (Visitor is { } visitor)
        {
            fits &= Utf8Formatter.TryFormat(visitor, line[length..], out var digits);
            length += digits;
        }

        line[length++] = (byte)'\n';
        return fits ? length : throw new ArgumentException("The line is too short.", nameof(line));
    }

    /// <param name="line">Without its line feed.</param>
    /// <returns>Null when it is no visit: a disk's fault, since we wrote it.</returns>
    public static Visit? Read(ReadOnlySpan<char> line)
    {
        Span<Range> fields = stackalloc Range[6];
        if (line.Split(fields, '\t') != 5)
        {
            return null;
        }

        var visitor = line[fields[4]];
        return LinkCode.TryParse(line[fields[1]].ToString(), out var code)
            && long.TryParse(line[fields[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= Latest
            && Enum.TryParse<VisitClass>(line[fields[2]], out var kind)
            && Enum.TryParse<VisitReason>(line[fields[3]], out var reason)
            && (long.TryParse(visitor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hash) || visitor.IsEmpty)
                ? new Visit(code, at, kind, reason, visitor.IsEmpty ? null : hash)
                : null;
    }
}
