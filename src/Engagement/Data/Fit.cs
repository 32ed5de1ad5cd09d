using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Engagement.Channels.Text;

namespace Engagement.Data;

/// <summary>
/// Text that others wrote, as a column takes it: <c>nvarchar(n)</c> counts UTF-16 units, and SQL Server refuses what is longer (error
/// 2628), which
/// SQLite never does. Shortened where it is only shown; an address that is cut leads elsewhere, and an id that is cut is another id.
/// </summary>
internal static class Fit
{
    /// <summary>The most a network's id may have (<c>RemoteId</c> and its kin).</summary>
    public const int Id = 400;

    /// <summary>The most a handle, a person's or an account's name may have.</summary>
    public const int Name = 200;

    /// <summary>The most an address may have.</summary>
    public const int Url = 1000;

    /// <summary>The most the words of a fault may have.</summary>
    public const int Error = 1000;

    /// <summary>
    /// At most <paramref name="most"/> UTF-16 units, with an ellipsis where something was cut; what a reader sees as one character stays
    /// whole.
    /// </summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Shorten(string? text, int most) =>
        text is null || text.Length <= most ? text : Graphemes.Cut(text, most - 1);

    /// <summary>An address as it is kept, or null: one that is too long is not kept at all, and only the web's lead anywhere.</summary>
    public static string? Web(Uri? url) =>
        url is { IsAbsoluteUri: true, Scheme: "https" or "http" } && url.AbsoluteUri.Length <= Url ? url.AbsoluteUri : null;

    /// <summary>
    /// An id that only has to be told from others: a longer one is kept by its start and its hash, and so is one that ends in a space.
    /// </summary>
    public static string Key(string id, int most = Id) => id.Length <= most && !EndsInSpace(id)
        ? id
        : $"{id[..Math.Min(id.Length, most - 65)]}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}";

    /// <summary>
    /// SQL Server does not see spaces at the end of what it compares, in keys neither and under every collation: there <c>'a '</c> is
    /// <c>'a'</c>. Such text is no key: it is trimmed where it comes in, or refused where it would then be another.
    /// </summary>
    public static bool EndsInSpace([NotNullWhen(true)] string? text) => text is [.., ' '];
}
