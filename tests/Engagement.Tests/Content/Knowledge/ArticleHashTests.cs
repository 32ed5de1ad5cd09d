using System.Security.Cryptography;
using System.Text.Json;
using Engagement.Features.Content.Knowledge;

namespace Engagement.Tests.Content.Knowledge;

public sealed class ArticleHashTests
{
    [Fact]
    public void It_is_the_one_that_articles_were_kept_with_whatever_their_words_are()
    {
        var random = new Random(14);
        for (var i = 0; i < 200; i++)
        {
            var article = new IncomingArticle
            {
                ExternalId = $"a-{i}", Title = "\"Body\":\"\" of a title", Summary = Words(random, 40), Slug = "a",
                Format = BodyFormat.Html, Body = Words(random, random.Next(i < 100 ? 50 : 60_000)), PlainText = "words",
                Tags = ["\"Body\":\"\"", "b"],
                MetadataJson = "{\"Body\":\"\"}", PublishAt = i % 2 == 0 ? null : DateTimeOffset.UnixEpoch.AddDays(i),
            };

            Assert.Equal(Whole(article), ArticleHash.Of(article));
        }
    }

    [Fact]
    public void Another_body_is_another_hash()
    {
        var article = new IncomingArticle
        {
            ExternalId = "a", Title = "t", Summary = "s", Slug = "a", Format = BodyFormat.Markdown, Body = new string('x', 20_000),
            PlainText = "x",
        };

        Assert.NotEqual(ArticleHash.Of(article), ArticleHash.Of(article with { Body = new string('x', 19_999) + "y" }));
        Assert.Equal(ArticleHash.Of(article), ArticleHash.Of(article with { PlainText = "y" }));
    }

    private static string Whole(IncomingArticle article) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(article with { PlainText = "" })));

    // Of all kinds: plain ones, such as are escaped, pairs of surrogates and halves of them.
    private static string Words(Random random, int length) => string.Create(length, random, static (letters, random) =>
    {
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = random.Next(6) switch
            {
                0 => (char)random.Next(0xD800, 0xE000),
                1 => (char)random.Next(0x80, 0x10000),
                2 => "\"\\\n\t<&'\0"[random.Next(8)],
                _ => (char)random.Next(0x20, 0x7F),
            };
        }
    });
}
