using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

/// <summary>Braces are a list of attributes where a site maker would read one, and words everywhere else.</summary>
public sealed class BracesTests
{
    [Theory]
    [InlineData("Filter up{job=\"api\"} by hand.")]
    [InlineData("Filter by {job=\"api\"} first.")]
    [InlineData("{app=\"web\"} is a selector.")]
    [InlineData("Count {instance=\"a\", job=\"api\"}")]
    [InlineData("Sum rate(up{id=\"1\"}[5m]){job=\"api\"} now.")]
    [InlineData("Ask up[5m]{job=\"api\"}")]
    [InlineData("Ask node{id=\"1\"} and node_{id=\"1\"}.")]
    [InlineData("Pick {.items} with jq.")]
    [InlineData("Pick {.items}, {.metadata.name} or {#here}.")]
    [InlineData("Pick {.metadata.name}")]
    [InlineData("Ask for: {.items}")]
    [InlineData("Run it with {.items}\nand see.")]
    [InlineData("Greet {.Name}")]
    [InlineData("Pick '{.items}' or \"{.items}\" here.")]
    [InlineData("It answers {:ok, value} or {:error}.")]
    [InlineData("{:ok, value}")]
    [InlineData("A map {:name \"x\"} is one.")]
    [InlineData("Sum x_{i=1} and y^{n=2}.")]
    [InlineData("# Filter by {job=\"api\"}")]
    [InlineData("# Filter up{.x}")]
    [InlineData("- {job=\"api\"}\n- {.items[0]}")]
    internal void Words_in_braces_stay(string markdown)
    {
        var marked = SiteMarks.Read(markdown);

        Assert.Equal((markdown, null, null), (marked.Text, marked.Left, marked.FirstHole));
    }

    [Theory]
    [InlineData("# Start {.wide}", "Start")]
    [InlineData("Words of a block. {.lead}\n\nMore.", "Words of a block. More.")]
    [InlineData("- One {.done}\n- Two {#two}", "- One - Two")]
    [InlineData("{.wide}\n\nWords", "Words")]
    [InlineData("[A](/x){.b} [B](/y){download=\"z\"} ![C](z.png){width=50%} here", "A B here")]
    [InlineData("[words]{.small} and [more][x]{.b} here\n\n[x]: /y", "words and more here")]
    [InlineData("`code`{.python} **bold**{.x} _soft_{#y} ~~old~~{k=v} here", "code bold soft old here")]
    [InlineData("<b>bold</b>{.x} here", "bold here")]
    [InlineData(":tada:{.x} here", "🎉 here")]
    [InlineData("Words {: .x} {:.y}{: #z key=\"v\"} here", "Words here")]
    [InlineData("Words {class=\"x\"}{style='y' id=\"z\"} {aria-label=\"x\"} here", "Words here")]
    [InlineData("[a](/x){:target=\"_blank\" rel=\"x\"}{:external} here", "a here")]
    [InlineData("{::nomarkdown}\nWords\n{:/}", "Words")]
    [InlineData("## Preface {-}\n\nWords", "Preface Words")]
    [InlineData("`a`{=html} here", "a here")]
    [InlineData("{:ref: .wide}\n\nWords", "Words")]
    internal void A_list_of_attributes_goes(string markdown, string words)
    {
        var marked = SiteMarks.Read(markdown);

        Assert.Equal(words, ArticleText.OneLine(ArticleText.From(ArticleHtml.FromPlainMarkdown(marked.Text)).Plain));
        Assert.Equal((null, null), (marked.Left, marked.FirstHole));
    }

    [Theory]
    [InlineData("<Steps>\n<Step title=\"Install it\">\n\nRun it.\n\n</Step>\n</Steps>", "Install it Run it.")]
    [InlineData("<Aside type=\"tip\" title=\"Mind\">\n\nThe step.\n\n</Aside>", "Mind The step.")]
    [InlineData("Ask a <Tooltip title=\"A pod runs\">pod</Tooltip> now.", "Ask a pod now.")]
    [InlineData("{{% alert title=\"Warning\" color=\"x\" %}}\nMind it.\n{{% /alert %}}", "Warning Mind it.")]
    [InlineData("A {{< tooltip title=\"A pod\" >}}pod{{< /tooltip >}} runs.", "A pod runs.")]
    [InlineData("{% code title=\"a.js\" %}\n```js\nlet a;\n```\n{% endcode %}", "a.js let a;")]
    internal void A_title_of_a_block_is_among_its_words(string markdown, string words)
    {
        var marked = SiteMarks.Read(markdown);

        Assert.Equal(words, ArticleText.OneLine(ArticleText.From(ArticleHtml.FromPlainMarkdown(marked.Text)).Plain));
        Assert.Equal((null, null), (marked.Left, marked.FirstHole));
    }

    [Theory]
    [InlineData("Count up{job=\"api\"}", "Count up{job=\"api\"}")]
    [InlineData("Pick {.items}", "Pick {.items}")]
    [InlineData("Start {#start}", "Start")]
    internal void A_title_keeps_its_braces_but_for_an_id(string title, string words) =>
        Assert.Equal((words, null), (SiteMarks.Words(title).Text.TrimEnd(), SiteMarks.Words(title).Left));

    [Theory]
    [InlineData("See [the API][a.b].\n\n> [a.b]: https://e.example/x")]
    [InlineData("See [the API][a.b].\n\n- Item\n\n  [a.b]: https://e.example/x")]
    [InlineData("See [the API][a.b].\n\n- [a.b]: https://e.example/x")]
    [InlineData("See [the API][a.b].\n\n> 1. [a.b]: https://e.example/x \"T\"")]
    internal void An_address_is_defined_in_quotations_and_items_too(string markdown)
    {
        var marked = SiteMarks.Read(markdown);

        Assert.Equal(markdown, marked.Text);
        Assert.Contains("href=\"https://e.example/x\"", ArticleHtml.FromPlainMarkdown(marked.Text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_note_and_a_name_are_defined_in_quotations_and_items_too()
    {
        const string words = "It holds[^1], says [@acme].\n\n> [^1]: A note.\n\n- [@acme]: https://x.com/acme";

        Assert.Equal(words, SiteMarks.Read(words).Text);
    }
}
