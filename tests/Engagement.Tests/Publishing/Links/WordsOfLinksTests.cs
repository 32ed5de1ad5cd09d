using Engagement.Common.Links;
using Engagement.Features.Publishing.Links;

namespace Engagement.Tests.Publishing.Links;

/// <summary>Codes, addresses and tags: everything about links that needs no database.</summary>
public sealed class WordsOfLinksTests
{
    [Fact]
    public void A_code_has_no_vowels_and_nothing_that_looks_like_something_else()
    {
        var codes = Enumerable.Range(0, 2000).Select(_ => LinkCode.New()).ToList();

        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Equal(LinkCode.Length, code.Length));
        Assert.DoesNotContain(codes.SelectMany(c => c), c => "aeiouy01lsz".Contains(c, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2345CFGH", "2345cfgh")]
    [InlineData("xwvrqpmj", "xwvrqpmj")]
    [InlineData("2345cfg", null)]
    [InlineData("2345cfgh2", null)]
    [InlineData("2345cfg0", null)]
    [InlineData("../../..", null)]
    [InlineData("２３４５cfgh", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_code_is_read_in_capitals_or_not_and_anything_else_is_none(string? typed, string? code)
    {
        Assert.Equal(code is not null, LinkCode.TryParse(typed, out var read));
        Assert.Equal(code, read);
    }

    [Theory]
    [InlineData("https://go.example.com", "https://go.example.com")]
    [InlineData(" https://go.example.com/ ", "https://go.example.com")]
    [InlineData("https://Example.com/go/", "https://example.com/go")]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080")]
    [InlineData("https://hilfe.bücher.example", "https://hilfe.xn--bcher-kva.example")]
    [InlineData("go.example.com", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("https://somebody@go.example.com", null)]
    [InlineData("https://go.example.com/?a=b", null)]
    [InlineData("https://go.example.com/#a", null)]
    [InlineData("", null)]
    public void A_public_address_is_one_of_the_web_and_nothing_more(string typed, string? start) =>
        Assert.Equal(start, ShortAddress.Parse(typed)?.Start);

    [Theory]
    [InlineData("See https://a.example/kb. Now.", "See L. Now.")]
    [InlineData("(https://a.example/kb)", "(L)")]
    [InlineData("https://a.example/kb https://a.example/kb", "L L")]
    [InlineData("https://a.example/kb-two and https://a.example/kb/", "https://a.example/kb-two and https://a.example/kb/")]
    [InlineData("https://a.example/kb?from=mail", "https://a.example/kb?from=mail")]
    [InlineData("nothing", "nothing")]
    public void Only_the_articles_own_address_is_swapped(string text, string swapped) =>
        Assert.Equal(swapped, ShortAddress.Swap(text, "https://a.example/kb", "L"));

    [Theory]
    [InlineData("https://a.example/kb",
        "https://a.example/kb?utm_source=mastodon&utm_medium=social&utm_campaign=reset&utm_content=2345cfgh")]
    [InlineData("https://a.example/kb?page=2",
        "https://a.example/kb?page=2&utm_source=mastodon&utm_medium=social&utm_campaign=reset&utm_content=2345cfgh")]
    [InlineData("https://a.example/kb#step-3",
        "https://a.example/kb?utm_source=mastodon&utm_medium=social&utm_campaign=reset&utm_content=2345cfgh#step-3")]
    [InlineData("https://a.example/kb?utm_campaign=own&q=a%26b",
        "https://a.example/kb?utm_campaign=own&q=a%26b&utm_source=mastodon&utm_medium=social&utm_content=2345cfgh")]
    [InlineData("https://bücher.example/ä",
        "https://xn--bcher-kva.example/%C3%A4?utm_source=mastodon&utm_medium=social&utm_campaign=reset&utm_content=2345cfgh")]
    public void Tags_join_what_the_address_says_already(string url, string tagged) =>
        Assert.Equal(tagged, UtmTags.On(url, "mastodon", "reset", "2345cfgh"));

    [Fact]
    public void A_campaign_is_the_one_that_is_set_or_else_the_post()
    {
        Assert.Equal("autumn", UtmTags.Campaign("autumn", "Reset your password"));
        Assert.Equal("reset-your-password", UtmTags.Campaign("", "Reset your password"));
        Assert.Contains("utm_campaign=a%26b%20c", UtmTags.On("https://a.example/", "x", "a&b c", "2345cfgh"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2345cfgh", VisitClass.People, VisitReason.None, 4611686018427387904L)]
    [InlineData("xxxxxxxx", VisitClass.People, VisitReason.None, long.MinValue)]
    [InlineData("xxxxxxxx", VisitClass.Preview, VisitReason.Prefetch, null)]
    [InlineData("xxxxxxxx", VisitClass.Bot, VisitReason.NoBrowser, null)]
    internal void A_visit_is_read_as_it_was_written(string code, VisitClass kind, VisitReason reason, long? visitor)
    {
        var visit = new Visit(code, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(), kind, reason, visitor);
        Span<byte> line = stackalloc byte[Visit.MostBytes];
        var length = visit.Write(line);

        Assert.Equal((byte)'\n', line[length - 1]);
        Assert.Equal(visit, Visit.Read(System.Text.Encoding.ASCII.GetString(line[..(length - 1)])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1\t2345cfgh\tPeople\tNone")]
    [InlineData("x\t2345cfgh\tPeople\tNone\t")]
    [InlineData("99999999999999999\t2345cfgh\tPeople\tNone\t")]
    [InlineData("1\t2345\0\0\0\0\tPeople\tNone\t")]
    [InlineData("1\t2345cfgh\tFriends\tNone\t")]
    [InlineData("1\t2345cfgh\tPeople\tNone\tme")]
    public void A_spoilt_line_is_no_visit(string line) => Assert.Null(Visit.Read(line));

    [Fact]
    public void A_QR_picture_is_drawn_for_every_link_and_says_nothing_else()
    {
        var picture = System.Xml.Linq.XDocument.Parse(QrPicture.Draw("https://go.example.com/l/2345cfgh"));

        Assert.Equal("svg", picture.Root!.Name.LocalName);
        Assert.Equal("0 0 37 37", picture.Root.Attribute("viewBox")!.Value); // version 3: 29 modules, and 4 light ones at each side
        Assert.Equal(["path", "path"], picture.Root.Elements().Select(e => e.Name.LocalName));
    }
}
