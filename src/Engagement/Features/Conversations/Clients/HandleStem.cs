namespace Engagement.Features.Conversations.Clients;

/// <summary>A handle without what each network decorates it with, so that those of one person look alike.</summary>
internal static class HandleStem
{
    // Where a network's own domain stands in every handle, it says nothing.
    private static readonly string[] Domains = [".bsky.social", ".bsky.network"];

    /// <summary>
    /// From <c>@Ann.Lee@example.social</c>: annlee. From <c>ann-lee.bsky.social</c>: annlee. Null when too little is left to tell people
    /// apart.
    /// </summary>
    public static string? Of(string handle)
    {
        var name = handle.TrimStart('@').ToLowerInvariant();
        var at = name.IndexOf('@', StringComparison.Ordinal);
        name = at > 0 ? name[..at] : name;
        foreach (var domain in Domains)
        {
            name = name.EndsWith(domain, StringComparison.Ordinal) ? name[..^domain.Length] : name;
        }

        var stem = new string([.. name.Where(char.IsLetterOrDigit)]);
        return stem.Length >= 4 ? stem : null;
    }
}
