using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

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
    [InlineData("----\nA rule\n\n----\n")]
    [InlineData("---nothing closes this\nWords\n---\n")]
    [InlineData("---Word\nand no end\n")]
    [InlineData("    ---\n    title: in code\n    ---\n")]
    [InlineData(" ---\n words\n ---\n")]
    [InlineData("{note} words: more")]
    [InlineData("{info:title=Mind}words{info}")]
    [InlineData("Note: restart it twice.\n\nThen wait.\n")]
    [InlineData("Title: one\nand a line of words\n\nThen wait.\n")]
    [InlineData(";;; is how Lisp's files begin\n;;;\n")]
    public void A_file_without_it_is_all_body(string text) => Assert.Equal(text, FrontMatter.Read(text).Body);

    [Theory]
    [InlineData("---js\n{ title: 'VPN', draft: true }\n---\nWords", "Words", "js")]
    [InlineData("---javascript\nconst x = 1;\n--- \nWords", "Words", "javascript")]
    [InlineData("--- Coffee\ntitle: 'VPN'\n---\nWords", "Words", "coffee")]
    [InlineData("---json5\n{ title: 'VPN', draft: true }\n---\nWords", "Words", "json5")]
    [InlineData("---own\ntitle VPN\n---\nWords", null, "own")]
    [InlineData("+++lua\ntitle = 'VPN'\n+++\nWords", "Words", "lua")]
    [InlineData("----\ntitle: VPN\ndraft: true\n----\nWords", null, "----")]
    [InlineData("{ title: 'VPN', draft: true }\nWords", null, "JSON")]
    [InlineData("{\n  // c\n  'title': 'VPN',\n}\nWords", null, "JSON")]
    public void What_cannot_be_read_makes_a_draft_that_says_why(string text, string? body, string why)
    {
        var site = new SiteFolder(null, ["a.md"]);
        var article = ArticleFile.ReadIn("a.md", System.Text.Encoding.UTF8.GetBytes(text), site);

        Assert.Equal(ArticleState.Draft, article.State);
        Assert.Equal(body ?? text, FrontMatter.Read(text).Body);
        var note = Assert.Single(site.Notes, n => n.Kind == ImportNoteKind.Draft);
        Assert.Contains(why, note.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("title: VPN\ndraft: true\ntags:\n- a\n---\n\nWords")]
    [InlineData("<!--\n.. title: VPN\n.. slug: vpn\n.. draft: true\n\n-->\n\nWords")]
    [InlineData(".. title: VPN\n.. draft: true\n\nWords")]
    public void It_needs_no_line_that_opens_it(string text)
    {
        var article = ArticleFile.Read("a.md", System.Text.Encoding.UTF8.GetBytes(text), null);

        Assert.Equal(("VPN", "Words", ArticleState.Draft), (article.Title, article.PlainText, article.State));
    }

    [Theory]
    [InlineData("Title: a heading\n---\n\nWords")]
    [InlineData("Note: a heading\nof: two lines\n---\n\nWords")]
    public void A_heading_that_is_underlined_is_none(string text) => Assert.Equal(text, FrontMatter.Read(text).Body);

    [Fact]
    public void Empty_front_matter_is_none() => Assert.Equal("Words", FrontMatter.Read("---\n---\nWords").Body);

    [Theory]
    [InlineData("---\ntitle: x\n", 1, "never closed")]
    [InlineData("---\ntitle: x\ntags: [a, b\nstate: draft\n---\n", 4, "not YAML")]
    [InlineData("---\ntitle: One: two\n---\n", 2, "not YAML")]
    [InlineData("---\ntitle: x\ntitle: y\n---\n", 3, "twice")]
    [InlineData("---\njust words\n---\n", 2, "title: Some words")]
    [InlineData("---js\n{ title: 'x', draft: true }\n", 1, "never closed")]
    [InlineData("{\n  \"title\": \"x\"\n  \"draft\": true\n}\nWords", 3, "not JSON")]
    [InlineData("{ // c\n  \"title\": \"x\", draft\n", 2, "not JSON")]
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
    [InlineData(";;;\n\"title\": \"VPN\",\n\"draft\": true, \"tags\": [\"a\"]\n;;;\nWords")]
    [InlineData(";;;\n{\"title\": \"VPN\", \"draft\": true, \"tags\": [\"a\"]}\n;;;\nWords")]
    [InlineData("Title: VPN\nStatus: draft\nTags: a\n\nWords")]
    [InlineData("\uFEFFauthor: Desk\r\n    Second desk\r\ntitle: VPN\r\ndraft: true\r\ntags: a\r\n\r\nWords")]
    [InlineData("---toml\ntitle = \"VPN\"\ndraft = true\ntags = [\"a\"]\n---\nWords")]
    [InlineData("<!-- Copyright: the desk -->\n---\ntitle: VPN\ndraft: true\ntags: a\n---\nWords")]
    [InlineData("<!--\nSPDX: MIT\n-->\n\n<!-- two -->\n\n+++\ntitle = \"VPN\"\ndraft = true\ntags = [\"a\"]\n+++\nWords")]
    [InlineData("{/* MDX */}\n---\ntitle: VPN\ndraft: true\ntags: a\n---\nWords")]
    [InlineData("{# Nunjucks #}\n{% comment %}x{% endcomment %}\n---\ntitle: VPN\ndraft: true\ntags: a\n---\nWords")]
    [InlineData("[//]: # (a comment)\n\n{\"title\": \"VPN\", \"draft\": true, \"tags\": [\"a\"]}\nWords")]
    [InlineData("\uFEFF\uFEFF\u200B---\ntitle: VPN\ndraft: true\ntags: a\n---\nWords")]
    [InlineData("\u00EF\u00BB\u00BF---\ntitle: VPN\ndraft: true\ntags: a\n---\nWords")]
    [InlineData("#+title: VPN\n#+DRAFT: true\n#+tags[]: a\n\nWords")]
    [InlineData("#+TITLE: VPN\n\n#+draft: true\n# a comment\n#+FILETAGS: :a:\n:PROPERTIES:\n:ID: x\n:END:\n\nWords")]
    [InlineData(":PROPERTIES:\n:ID: x\n:END:\n#+title: VPN\n#+date: <2026-11-30 Mon>\n#+status: draft\n#+filetags: :a:\nWords")]
    [InlineData("/*\nTitle: VPN\nDraft: true\nTags: a\n*/\n\nWords")]
    [InlineData("<!--\n---\ntitle: VPN\ndraft: true\ntags: a\n---\n-->\nWords")]
    [InlineData("---YAML\ntitle: VPN\ndraft: true\ntags: a\n---\nWords")]
    [InlineData("--- yaml\ntitle: VPN\ndraft: true\ntags: a\n---\nWords")]
    [InlineData(" ---\n title: VPN\n draft: true\n tags: a\n ---\nWords")]
    [InlineData("   ---\ntitle: VPN\ndraft: true\ntags: a\n---\nWords")]
    [InlineData("--- TOML \ntitle = \"VPN\"\ndraft = true\ntags = [\"a\"]\n---\nWords")]
    [InlineData("+++toml\ntitle = \"VPN\"\ndraft = true\ntags = [\"a\"]\n+++\nWords")]
    [InlineData("---json5\n{ // c\n\"title\": \"VPN\", \"draft\": true, \"tags\": [\"a\",],}\n---\nWords")]
    [InlineData("---JSON\n{\"title\": \"VPN\", /* c */ \"draft\": true, \"tags\": [\"a\"]}\n---\nWords")]
    [InlineData("{\n // c\n /* d */ \"title\": \"VPN\", \"draft\": true, \"tags\": [\"a\",],\n}\nWords")]
    [InlineData(" {\"title\": \"VPN\", \"draft\": true, \"tags\": [\"a\"]}\nWords")]
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
    [InlineData("<!-- note: draft: [x -->\nWords")]
    [InlineData("<!-- a comment -->\n\n---\n\nA rule above.\n\n---\n")]
    [InlineData("<!-- never ended\n---\ntitle: x\n---\n")]
    [InlineData("#+begin_src python\nx\n#+end_src\n")]
    [InlineData("# Steps\n\nNote: restart it.\n\nThen wait.\n")]
    [InlineData("# Steps\n\nStatus: Draft\nand more words.\n")]
    public void A_tag_at_the_beginning_is_no_front_matter(string text) => Assert.Equal(text, FrontMatter.Read(text).Body);

    [Fact]
    public void Properties_under_a_title_are_read_as_Notion_exports_them()
    {
        var article = ArticleFile.Read(
            "Restart.md", "# Restart the client\n\nCreated: November 30, 2026 10:00 AM\nStatus: In review\nState: California\n"u8
                + "Tags: vpn, home\n\nClose it, and open it.\n"u8, null);

        Assert.Equal(("Restart the client", "Close it, and open it.", ArticleState.Draft), (article.Title, article.Summary, article.State));
        Assert.Equal(["home", "vpn"], article.Tags);
    }

    [Fact]
    public void What_hides_an_article_goes_before_what_shows_it()
    {
        var both = ArticleFile.Read("a.md", "---\ntitle: x\npublished: true\nstatus: draft\n---\nWords"u8, null);
        var inDrafts = ArticleFile.Read("_drafts/a.md", "---\ntitle: x\npublished: true\n---\nWords"u8, null);

        Assert.Equal((ArticleState.Draft, false), (both.State, both.StateIsPublished));
        Assert.Equal((ArticleState.Draft, false), (inDrafts.State, inDrafts.StateIsPublished));
    }

    [Fact]
    public void An_unknown_audience_is_not_guessed()
    {
        var e = Assert.Throws<ArticleException>(() => ArticleFile.Read("a.md", "---\ntitle: x\naudience: friends\n---\n"u8, null));

        Assert.Equal(3, e.Line);
        Assert.Contains("external", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_nested_lists_are_refused_and_not_followed() =>
        Assert.Contains("nested",
            Assert.Throws<ArticleException>(() => FrontMatter.Read($"---\na: {new string('[', 1000)}\n---\n")).Message,
            StringComparison.Ordinal);
}
