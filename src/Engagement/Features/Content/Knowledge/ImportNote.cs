using Engagement.Web.Text;

namespace Engagement.Features.Content.Knowledge;

/// <summary>What an import tells beside its counts, most urgent first.</summary>
internal enum ImportNoteKind
{
    /// <summary>Its words still hold marks of the site maker, or lost some: it is not posted before somebody has looked.</summary>
    Marks,

    /// <summary>
    /// Parts of it lie elsewhere or are made by the site maker: files taken in, videos, lists. It is posted without them.
    /// </summary>
    Parts,

    /// <summary>It is not out yet, or no longer, by its own words.</summary>
    Draft,

    /// <summary>A file that is not taken.</summary>
    LeftOut,

    /// <summary>A link to a file that is not in the folder.</summary>
    BrokenLink,

    /// <summary>A picture that is not in the folder.</summary>
    MissingPicture,

    /// <summary>Nobody can be led to it.</summary>
    NoAddress,
}

/// <summary>Something to know about one file.</summary>
/// <param name="Name">Its path in the folder.</param>
/// <param name="Kind">Of what kind it is.</param>
/// <param name="Detail">The mark, the link, the reason.</param>
internal sealed record ImportNote(string Name, ImportNoteKind Kind, string Detail);

/// <summary>Long lists, told so that a person reads them: by kind and reason, with a count and the first names.</summary>
internal static class ImportNotes
{
    private const int MostNames = 5;

    /// <param name="notes">All of them.</param>
    /// <param name="most">How many lines at most; those of the rarer reasons are summed up.</param>
    public static IReadOnlyList<string> Lines(IEnumerable<ImportNote> notes, int most = 40)
    {
        var groups = notes.GroupBy(n => (n.Kind, Reason: n.Kind is ImportNoteKind.LeftOut or ImportNoteKind.NoAddress ? n.Detail : ""))
            .OrderBy(g => g.Key.Kind).ThenByDescending(g => g.Count()).ThenBy(g => g.Key.Reason, StringComparer.Ordinal).ToList();
        return [.. groups.Take(most).Select(g => Line(g.Key.Kind, g.Key.Reason, [.. g.OrderBy(n => n.Name, StringComparer.Ordinal)])),
            .. groups.Count > most ? [$"and {groups.Skip(most).Sum(g => g.Count())} more"] : Array.Empty<string>()];
    }

    private static string Line(ImportNoteKind kind, string reason, List<ImportNote> notes)
    {
        var names = string.Join(", ", notes.Take(MostNames)
            .Select(n => reason.Length > 0 ? n.Name : Sentence.Of($"{n.Name} ({n.Detail})")));
        var more = notes.Count > MostNames ? $", and {notes.Count - MostNames} more" : "";
        var said = kind switch
        {
            ImportNoteKind.Marks =>
                "with marks of the site maker left in their text, or words left out of it; check them before they are posted",
            ImportNoteKind.Parts => "without parts that lie elsewhere or that only the site maker makes",
            ImportNoteKind.Draft => "kept as drafts",
            ImportNoteKind.LeftOut => $"left out: {reason}",
            ImportNoteKind.BrokenLink => "links to files that are not in the folder",
            ImportNoteKind.MissingPicture => "pictures that are not in the folder; left out",
            _ => $"without an address: {reason}",
        };
        return $"{notes.Count} {said}: {names}{more}";
    }
}
