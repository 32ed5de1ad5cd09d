using Engagement.Features.Knowledge;
using Engagement.Features.Knowledge.Reading;

namespace Engagement.Tests.Knowledge;

/// <summary>Marks of site makers in words: resolved, or cut out; in code they stay. Reports are named in the samples' source table.</summary>
public sealed class SiteMarksTests
{
    [Theory]
    [InlineData("Read {% raw %}{{ page.title }}{% endraw %} aloud.", "Read {{ page.title }} aloud.")]
    [InlineData("{% comment %}Not for readers.{% endcomment %}For readers.", "For readers.")]
    [InlineData("{% include note.html text=\"x\" %}\n\nAfter it.", "After it.")]
    [InlineData("{% if site.x %}\nShown.\n{% endif %}", "Shown.")]
    [InlineData("See [the list]({{ site.baseurl }}/list) first.", "See the list first.")]
    [InlineData("See [{{ '{{' }} x](y) first.", "See {{ x first.")]
    [InlineData("{{< note >}}Mind the step.{{< /note >}}", "Mind the step.")]
    [InlineData("{{% notice tip %}}\nMind the step.\n{{% /notice %}}", "Mind the step.")]
    [InlineData("A {{< glossary_tooltip text=\"pod\" term_id=\"pod\" >}} runs.", "A pod runs.")]
    [InlineData("Write {{</* note */>}} for a note.", "Write {{< note >}} for a note.")]
    [InlineData("import A from '@theme/A';\nimport {\n  B,\n} from 'b';\n\nexport const c = {\n  d: 1,\n};\n\nWords <A x={1} /> here{' '}and {/* no */}there.", "Words here and there.")]
    [InlineData(":::note[Mind]\n\nThe step.\n\n:::\n\nAfter.", "Mind The step. After.")]
    [InlineData("::: tip Mind\nThe step.\n:::", "Mind The step.")]
    [InlineData("::::note\n:::tip\nInner.\n:::\n::::", "Note Tip Inner.")]
    [InlineData("??? warning \"Mind\"\n    The step.\n\n    - One\n\nAfter.", "Mind The step. - One After.")]
    [InlineData("=== \"On a Mac\"\n    Command and Q.\n\n=== \"On Windows\"\n    Alt and F4.", "On a Mac Command and Q. On Windows Alt and F4.")]
    [InlineData("> [!WARNING]\n> Mind the step.", "Warning Mind the step.")]
    [InlineData("> [!faq]- Why?\n> Because.", "Why? Because.")]
    [InlineData("# Start {#start .wide}\n\nWords", "Start Words")]
    [InlineData("# Start \\{#start}\n\nWords", "Start Words")]
    [InlineData("## Start {: #start }\n\nWords", "Start Words")]
    [InlineData("Words.\n{: .lead }", "Words.")]
    [InlineData("[A button](/x){ .md-button .primary } here", "A button here")]
    [InlineData("See [[Reset password]] and [[Reset password#Mac|the Mac's]].", "See Reset password and the Mac's.")]
    [InlineData("--8<-- \"a.md\"\n\nWords [!INCLUDE [x](../y.md)]here.", "Words here.")]
    [InlineData("[TOC]\n\n* TOC\n{:toc}\n\nWords", "Words")]
    [InlineData("It is :tada: at 12:30:45 on a:b:c.", "It is 🎉 at 12:30:45 on a:b:c.")]
    [InlineData(":material-check: Done", "Done")]
    [InlineData("It holds[^1] here[^none].\n\n[^1]: A note.", "It holds here. 1. A note.")]
    [InlineData("Area is $a^2$, and it costs $5 or $6.", "Area is a^2, and it costs $5 or $6.")]
    [InlineData("Words <!-- {{ no }} --> here.", "Words here.")]
    [InlineData("*[HTML]: Hyper Text\n\nHTML is text.", "HTML is text.")]
    internal void A_mark_is_resolved_or_cut_out(string markdown, string words)
    {
        var marked = SiteMarks.Read(markdown);
        var plain = ArticleText.OneLine(ArticleText.From(ArticleHtml.FromPlainMarkdown(marked.Text)).Plain);

        Assert.StartsWith(words, plain, StringComparison.Ordinal);
        Assert.Null(marked.Left);
    }

    [Theory]
    [InlineData("```liquid\n{% include x %} {{ y }} :tada: {#id}\n```")]
    [InlineData("~~~\n::: note\n!!! note\n<<<<<<< HEAD\n~~~")]
    [InlineData("Write `{% link a.md %}` and ``{{ `x` }}`` so.")]
    [InlineData("Words:\n\n    {{ x }}\n    ::: note")]
    [InlineData("<pre>{{ x }}</pre>")]
    [InlineData("Set {name} and {a, b} in \\{#braces}.")]
    [InlineData("import your data from the old client, then export it.")]
    internal void Code_and_plain_words_stay_as_they_are(string markdown)
    {
        var marked = SiteMarks.Read(markdown);

        Assert.Equal((markdown, null), (marked.Text, marked.Left));
    }

    [Theory]
    [InlineData("Words {{ that never end.", "{{")]
    [InlineData("Words {% that never end.", "{%")]
    [InlineData("Words :no-such-code: here.", ":no-such-code:")]
    [InlineData("<<<<<<< HEAD\nWords", "<<<<<<<")]
    internal void What_cannot_be_made_out_is_named(string markdown, string left) =>
        Assert.StartsWith(left, SiteMarks.Read(markdown).Left, StringComparison.Ordinal);

    [Fact]
    public void A_value_that_only_its_site_maker_knows_is_named_where_a_post_would_say_it()
    {
        var said = ArticleFile.Read("a.md", "---\ntitle: Call us\n---\nCall {{ site.phone }} now, or write to us.\n"u8, null);
        var below = ArticleFile.Read("a.md", "---\ntitle: Call us\n---\nCall us now, or write to us.\n\nOur number is {{ site.phone }}.\n"u8, null);

        Assert.Equal(("Call now, or write to us.", "{{ site.phone }}"), (said.Summary, said.Marks));
        Assert.Null(below.Marks);
    }

    [Fact]
    public void A_merge_that_was_not_finished_is_refused_with_its_line()
    {
        var e = Assert.Throws<ArticleException>(() => ArticleFile.Read("a.md", "---\ntitle: x\n---\n\n<<<<<<< HEAD\nold\n=======\nnew\n>>>>>>> branch\n"u8, null));

        Assert.Equal(5, e.Line);
    }

    [Fact]
    public void A_heading_that_has_an_id_is_led_to_by_it() =>
        Assert.Contains("id=\"restart\"", ArticleHtml.FromMarkdown("# Restart it {#restart}\n\n[Back](#restart)"), StringComparison.Ordinal);
}
