using Engagement.Features.Knowledge;
using Engagement.Features.Knowledge.Reading;

namespace Engagement.Tests.Knowledge;

public sealed class FrontMatterTests
{
    [Fact]
    public void Keys_are_read_whatever_their_case_and_the_rest_is_body()
    {
        var head = FrontMatter.Read("---\nTitle: \"VPN: at home\"\ntags: [vpn, home office]\nauthor:\n  name: Desk\n---\n\n# Words\n");

        Assert.Equal("VPN: at home", head.Text("title"));
        Assert.Equal(["vpn", "home office"], head.List("tags"));
        Assert.Equal("\n# Words\n", head.Body);
        Assert.Equal("""{"Title":"VPN: at home","tags":["vpn","home office"],"author":{"name":"Desk"}}""", head.ToJson());
    }

    [Theory]
    [InlineData("# Words\n")]
    [InlineData("")]
    [InlineData("---\n\nA rule above, a rule below.\n\n---\n")]
    [InlineData("----\nlonger\n")]
    [InlineData("Note: restart it twice.\n\nThen wait.\n")]
    [InlineData("Title: one\nand a line of words\n\nThen wait.\n")]
    [InlineData(";;; is how Lisp's files begin\n;;;\n")]
    public void A_file_without_it_is_all_body(string text) => Assert.Equal(text, FrontMatter.Read(text).Body);

    [Fact]
    public void Empty_front_matter_is_none() => Assert.Equal("Words", FrontMatter.Read("---\n---\nWords").Body);

    [Theory]
    [InlineData("---\ntitle: x\n", 1, "never closed")]
    [InlineData("---\ntitle: x\ntags: [a, b\nstate: draft\n---\n", 4, "not YAML")]
    [InlineData("---\ntitle: One: two\n---\n", 2, "not YAML")]
    [InlineData("---\ntitle: x\ntitle: y\n---\n", 3, "twice")]
    [InlineData("---\njust words\n---\n", 2, "title: Some words")]
    [InlineData("---\na: &a [x]\nb: [*a, *a]\n---\n", 3, "alias")]
    public void What_is_broken_is_told_with_its_line(string text, int line, string reason)
    {
        var e = Assert.Throws<ArticleException>(() => FrontMatter.Read(text));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Equal(line, e.Line);
    }

    [Theory]
    [InlineData("+++\ntitle = \"VPN\"\ndraft = true\ntags = [\"a\"]\n[extra]\nx = 1\n+++\nWords")]
    [InlineData("{\n  \"title\": \"VPN\", \"draft\": true, \"tags\": [\"a\"]\n}\nWords")]
    [InlineData("---\n\ntitle: VPN\ndraft: true\ntags: a\n---\nWords")]
    [InlineData("\uFEFF\n\n---  \ntitle: VPN\ndraft: yes\ntags: [a]\n---\t \nWords")]
    [InlineData("---\ntitle: VPN\nDRAFT: true\ntags: [a]\n...\nWords")]
    [InlineData(";;;\n{\"title\": \"VPN\", \"draft\": true, \"tags\": [\"a\"]}\n;;;\nWords")]
    [InlineData("Title: VPN\nStatus: draft\nTags: a\n\nWords")]
    [InlineData("\uFEFFauthor: Desk\r\n    Second desk\r\ntitle: VPN\r\ndraft: true\r\ntags: a\r\n\r\nWords")]
    [InlineData("---toml\ntitle = \"VPN\"\ndraft = true\ntags = [\"a\"]\n---\nWords")]
    public void It_is_read_in_every_form(string text)
    {
        var head = FrontMatter.Read(text);

        Assert.Equal(("VPN", "Words", "a"), (head.Text("title"), head.Body.Trim(), Assert.Single(head.List("tags"))));
        Assert.NotNull(Publication.Of(head).Reason);
    }

    [Theory]
    [InlineData("+++\ntitle = \"x\n+++\n", 2, "not TOML")]
    [InlineData("+++\ntitle = \"x\"\n", 1, "never closed")]
    [InlineData("{\n  \"title\": \"x\"\n  \"draft\": true\n}\n", 3, "not JSON")]
    [InlineData("---\ntitle: x\n<<<<<<< HEAD\ndraft: true\n=======\n>>>>>>> b\n---\n", 3, "merge")]
    public void What_is_broken_in_other_forms_is_told_with_its_line_too(string text, int line, string reason)
    {
        var e = Assert.Throws<ArticleException>(() => FrontMatter.Read(text));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Equal(line, e.Line);
    }

    [Theory]
    [InlineData("{% include x %}\nWords")]
    [InlineData("{{ x }}\nWords")]
    [InlineData("{: .lead }\nWords")]
    public void A_tag_at_the_beginning_is_no_front_matter(string text) => Assert.Equal(text, FrontMatter.Read(text).Body);

    [Fact]
    public void An_unknown_audience_is_not_guessed()
    {
        var e = Assert.Throws<ArticleException>(() => ArticleFile.Read("a.md", "---\ntitle: x\naudience: friends\n---\n"u8, null));

        Assert.Equal(3, e.Line);
        Assert.Contains("external", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_nested_lists_are_refused_and_not_followed() =>
        Assert.Contains("nested", Assert.Throws<ArticleException>(() => FrontMatter.Read($"---\na: {new string('[', 1000)}\n---\n")).Message, StringComparison.Ordinal);
}
