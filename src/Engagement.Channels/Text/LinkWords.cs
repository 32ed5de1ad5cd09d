namespace Engagement.Channels.Text;

/// <summary>A link as words: what it says, and where it leads.</summary>
public static class LinkWords
{
    /// <summary>
    /// The whole address when the words are that address, shortened or not; else the words with the address behind them. Words and no more
    /// when the address is none that a person could open.
    /// </summary>
    /// <param name="words">What the link says.</param>
    /// <param name="address">Where it leads.</param>
    public static string Of(string words, string? address)
    {
        words = words.Trim();
        return Kind(address?.Trim()) is not { } target ? words
            : words.Length == 0 || Shows(words, target.Shown, target.Address) ? target.Shown
            : $"{words} ({target.Shown})";
    }

    /// <summary>Are the words the address: whole, without its scheme, or cut where networks cut it?</summary>
    public static bool Shows(string words, string address) =>
        Kind(address) is { } target && Shows(words.Trim(), target.Shown, target.Address);

    private static bool Shows(string words, string shown, string address)
    {
        if (words == shown || words == address)
        {
            return true;
        }

        var (said, whole) = (Bare(words), Bare(shown));
        var isCut = said.EndsWith('…') || said.EndsWith("...", StringComparison.Ordinal);
        said = said.TrimEnd('…').TrimEnd('.');
        return said.Length > 0 && said.Length >= Host(whole).Length
            && (whole.StartsWith(said, StringComparison.OrdinalIgnoreCase)
                || (!isCut && string.Equals(said.TrimEnd('/'), Readable(whole), StringComparison.OrdinalIgnoreCase)));
    }

    // What a person opens: pages, and those to write to or to call, which are named by what stands behind the colon.
    private static (string Address, string Shown)? Kind(string? address) => address switch
    {
        null or "" => null,
        _ when Has(address, "https://") || Has(address, "http://") || Has(address, "ftp://") => (address, address),
        _ when Has(address, "mailto:") => (address, Readable(address[7..].Split('?')[0])),
        _ when Has(address, "tel:") || Has(address, "sms:") => (address, address[4..].Split('?')[0]),
        _ => null,
    };

    private static bool Has(string address, string scheme) =>
        address.Length > scheme.Length && address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    private static string Bare(string address)
    {
        var bare = address.IndexOf("://", StringComparison.Ordinal) is > 0 and < 6 and var at ? address[(at + 3)..] : address;
        return (bare.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? bare[4..] : bare).TrimEnd('/');
    }

    private static string Host(string bare) => bare.Split('/', '?', '#')[0];

    private static string Readable(string address) => Uri.UnescapeDataString(address);
}
