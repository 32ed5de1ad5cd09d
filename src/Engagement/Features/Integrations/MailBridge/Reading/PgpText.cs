using System.Text;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>Words that were signed by OpenPGP in the text itself (RFC 9580, section 7): what is around them is no part of them.</summary>
internal static class PgpText
{
    private const string Signed = "-----BEGIN PGP SIGNED MESSAGE-----";
    private const string Signature = "-----BEGIN PGP SIGNATURE-----";
    private const string End = "-----END PGP SIGNATURE-----";
    private const string Sealed = "-----BEGIN PGP MESSAGE-----";

    /// <summary>Is it locked for somebody else?</summary>
    public static bool IsSealed(string text) => text.TrimStart().StartsWith(Sealed, StringComparison.Ordinal);

    /// <param name="text">With <c>\n</c> as line ends.</param>
    public static string Without(string text)
    {
        if (!text.Contains(Signed, StringComparison.Ordinal))
        {
            return text;
        }

        var words = new StringBuilder(text.Length);
        var (isHeader, isSigned, isSignature) = (false, false, false);
        foreach (var line in text.Split('\n'))
        {
            var bare = line.TrimEnd();
            if (bare == Signed)
            {
                (isHeader, isSigned) = (true, true);
            }
            else if (isHeader)
            {
                isHeader = bare.Length > 0; // "Hash: SHA512", and an empty line
            }
            else if (bare == Signature && isSigned)
            {
                isSignature = true;
            }
            else if (isSignature)
            {
                (isSignature, isSigned) = (bare != End, bare != End);
            }
            else
            {
                words.Append(isSigned && line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : line).Append('\n');
            }
        }

        return words.ToString().TrimEnd('\n');
    }
}
