using System.Diagnostics.CodeAnalysis;

namespace Engagement.Channels.Bluesky;

/// <summary>The address of a record: whose repository, which collection, which key (atproto.com/specs/at-uri-scheme).</summary>
internal sealed record AtUri(string Repo, string Collection, string Key)
{
    public const string Posts = "app.bsky.feed.post";

    /// <summary>Where a person reads it.</summary>
    public Uri WebPage => new($"https://bsky.app/profile/{Repo}/post/{Key}");

    /// <summary>Reads an address that came from outside; anything but a record's full address is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AtUri? uri)
    {
        uri = text?.StartsWith("at://", StringComparison.Ordinal) == true
            && text[5..].Split('/') is [{ Length: > 0 } repo, { Length: > 0 } collection, { Length: > 0 } key]
            ? new AtUri(repo, collection, key)
            : null;
        return uri is not null;
    }

    public override string ToString() => $"at://{Repo}/{Collection}/{Key}";
}
