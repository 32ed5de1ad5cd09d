using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Engagement.Features.Content.Knowledge;

/// <summary>What a source said of an article, as one number: the same words make the same hash.</summary>
internal static class ArticleHash
{
    // Written out as JSON so that no two different articles run together into the same bytes. Between quotation marks of a text nothing can
    // look like this: they are escaped there.
    private static readonly byte[] NoBody = "\"Body\":\"\""u8.ToArray();
    private const int Step = 8 * 1024;
    private const int MostOfOne = 12; // characters that one comes to, escaped: a pair of surrogates

    public static string Of(IncomingArticle article)
    {
        var around = JsonSerializer.SerializeToUtf8Bytes(article
            with { Body = "", PlainText = "", PublishAt = article.PublishAt == article.PublishedAt ? null : article.PublishAt });
        var at = around.AsSpan().IndexOf(NoBody) + NoBody.Length - 1;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(around, 0, at);
        AppendBody(hash, article.Body);
        hash.AppendData(around, at, around.Length - at);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // A part at a time: the serializer would hold a long one three times over, at twelve times its length.
    private static void AppendBody(IncrementalHash hash, ReadOnlySpan<char> body)
    {
        var escaped = new char[Math.Min(body.Length, Step) * MostOfOne];
        var bytes = new byte[escaped.Length];
        while (body.Length > 0)
        {
            var part = body[..Math.Min(body.Length, Step)];
            JavaScriptEncoder.Default.Encode(part, escaped, out var consumed, out var written, isFinalBlock: part.Length == body.Length);
            hash.AppendData(bytes, 0, Encoding.ASCII.GetBytes(escaped.AsSpan(0, written), bytes));
            body = body[consumed..];
        }
    }
}
