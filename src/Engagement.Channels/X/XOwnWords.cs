using System.Net;
using System.Text.RegularExpressions;

namespace Engagement.Channels.X;

/// <summary>
/// Tells whether a post on our timeline is the one we sent. X changes what it stores: links become t.co addresses,
/// images are added as links, three characters are written as HTML, and a reply gets the names of those it answers.
/// </summary>
internal static partial class XOwnWords
{
    /// <summary>Are these our words, with our links?</summary>
    public static bool Match(string sent, XApi.PostBody found)
    {
        var ours = Canonical(sent);
        var theirs = Canonical(AsWritten(found));
        return ours == theirs || (found.InReplyToUserId is not null && ours == Canonical(Addressees().Replace(theirs, "")));
    }

    /// <summary>The words as a person wrote them.</summary>
    public static string AsWritten(XApi.PostBody post)
    {
        return AsWritten(post.Whole?.Text ?? post.Text, post.Whole?.Entities ?? post.Entities);
    }

    /// <inheritdoc cref="AsWritten(XApi.PostBody)"/>
    public static string AsWritten(string text, XApi.Entities? entities)
    {
        foreach (var link in entities?.Urls ?? [])
        {
            text = text.Replace(link.Url, link.MediaKey is null ? link.ExpandedUrl ?? link.Url : "", StringComparison.Ordinal);
        }

        return WebUtility.HtmlDecode(text);
    }

    private static string Canonical(string text) =>
        Spaces().Replace(Schemes().Replace(XText.Normalize(text), "").Replace("/ ", " ", StringComparison.Ordinal), " ").Trim(' ', '/');

    // X writes a protocol to links that had none.
    [GeneratedRegex(@"https?://", RegexOptions.IgnoreCase)]
    private static partial Regex Schemes();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^(@\w{1,15} )+")]
    private static partial Regex Addressees();
}
