using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

/// <summary>
/// Marks of site makers in words: resolved, or cut out; in code they stay. Reports are named in the samples' source table.
/// </summary>
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
    [InlineData("import A from '@theme/A';\nimport {\n  B,\n} from 'b';\n\nexport const c = {\n  d: 1,\n};\n\n"
        + "Words <A x={1} /> here{' '}and {/* no */}there.", "Words here and there.")]
    [InlineData(":::note[Mind]\n\nThe step.\n\n:::\n\nAfter.", "Mind The step. After.")]
    [InlineData("::: tip Mind\nThe step.\n:::", "Mind The step.")]
    [InlineData("::::note\n:::tip\nInner.\n:::\n::::", "Note Tip Inner.")]
    [InlineData("??? warning \"Mind\"\n    The step.\n\n    - One\n\nAfter.", "Mind The step. - One After.")]
    [InlineData("=== \"On a Mac\"\n    Command and Q.\n\n=== \"On Windows\"\n    Alt and F4.",
        "On a Mac Command and Q. On Windows Alt and F4.")]
    [InlineData("> [!WARNING]\n> Mind the step.", "Warning Mind the step.")]
    [InlineData("> [!faq]- Why?\n> Because.", "Why? Because.")]
    [InlineData("Open <your-name> and type <your password>.", "Open <your-name> and type <your password>.")]
    [InlineData("A vector<int>, a Map<String, List<T>> or <server_name>.", "A vector<int>, a Map<String, List<T>> or <server_name>.")]
    [InlineData("<my-box>In it</my-box> <b>and</b> <br> after", "In it and after")]
    [InlineData("Write to <help@example.com> or see <https://example.com/a>.", "Write to help@example.com or see https://example.com/a.")]
    [InlineData("@[youtube](dQw4w9WgXcQ)\n\nAfter it.", "After it.")]
    [InlineData("Ask @[Ann](https://example.com/ann) first.", "Ask @Ann first.")]
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
    [InlineData("Send a < b, 5 % of {x}`y and 3^2 to \\n, \\( and *2 ^3*.")]
    [InlineData("Set {name} and {a, b} in \\{#braces}.")]
    [InlineData("import your data from the old client, then export it.")]
    [InlineData("Thanks to [@acme](https://x.com/acme), [@beta][1] and [@angular/core](https://e.example).")]
    [InlineData("Thanks to [@acme].\n\n[@acme]: https://x.com/acme")]
    [InlineData("Write (%%) instead of (%). Twice makes (%%).")]
    [InlineData("Write %% instead of %.\n\nTwice makes %% again.")]
    [InlineData("It grows as 2 ^n")]
    [InlineData("It grows as x ^max")]
    internal void Code_and_plain_words_stay_as_they_are(string markdown)
    {
        var marked = SiteMarks.Read(markdown);

        Assert.Equal((markdown, null), (marked.Text, marked.Left));
    }

    [Theory]
    [InlineData("Words {{ that never end.", "{{")]
    [InlineData("Words {% that never end.", "{%")]
    [InlineData("Words :no-such-code: here.", ":no-such-code:")]
    [InlineData("Words <% that never end.", "<%")]
    [InlineData("%% that never end.", "%%")]
    [InlineData("Words *here*%%not shown%%.", "%%")]
    [InlineData(":acme: Our new plan starts on Monday.", ":acme:")]
    [InlineData("Words \\unknown{command} here.", "\\unknown{command}")]
    [InlineData("::: 注意\nWords", ":::")]
    [InlineData("= Title\n\nWords", "= Title")]
    [InlineData("/// note | Title\nWords\n///", "/// note | Title")]
    [InlineData(".. note:: Words", ".. note::")]
    [InlineData("<<<<<<< HEAD\nWords", "<<<<<<<")]
    internal void What_cannot_be_made_out_is_named(string markdown, string left) =>
        Assert.StartsWith(left, SiteMarks.Read(markdown).Left, StringComparison.Ordinal);

    [Fact]
    public void A_value_that_only_its_site_maker_knows_is_named_where_a_post_would_say_it()
    {
        var said = ArticleFile.Read("a.md", "---\ntitle: Call us\n---\nCall {{ site.phone }} now, or write to us.\n"u8, null);
        var below = ArticleFile.Read(
            "a.md", "---\ntitle: Call us\n---\nCall us now, or write to us.\n\nOur number is {{ site.phone }}.\n"u8, null);

        Assert.Equal(("Call now, or write to us.", "{{ site.phone }}"), (said.Summary, said.Marks));
        Assert.Equal("{{ site.phone }}", below.Marks); // templates may say any of the text
    }

    [Theory]
    [InlineData("Write <%# not shown %>to <% if x %>us<% end %> now.", "Write to us now.")]
    [InlineData("Write <%= \"to us\" %> now.", "Write to us now.")]
    [InlineData("Write <?php if (x) { ?>to us<?php } ?> now.", "Write to us now.")]
    [InlineData("See {ref}`the steps <steps>` and {doc}`the guide </guide>`.", "See the steps and the guide.")]
    [InlineData("Press {kbd}`Ctrl` and {guilabel}`Save`, for a {term}`ticket`.", "Press Ctrl and Save, for a ticket.")]
    [InlineData("See :ref:`the steps <steps>` and press :kbd:`Ctrl`.", "See the steps and press Ctrl.")]
    [InlineData("```{note}\n:class: wide\nMind the step.\n```\n\nAfter.", "Note Mind the step. After.")]
    [InlineData("````{admonition} Mind\nThe step:\n```\nrun {x}\n```\n````\nAfter.", "Mind The step: run {x} After.")]
    [InlineData("```{toctree}\n:maxdepth: 2\na\nb\n```\n\nWords.", "Words.")]
    [InlineData("```{=latex}\n\\x{y}\n```\n\nWords.", "Words.")]
    [InlineData("```{code-block} python\nx = {1}\n```", "x = {1}")]
    [InlineData("(steps)=\n# Steps\n\nWords.", "Steps Words.")]
    [InlineData("Call {@link Client#open the client} first.", "Call the client first.")]
    [InlineData("{#if x}\nWords.\n{:else}\nOthers.\n{/if}", "Words. Others.")]
    [InlineData("{{#if x}}Words.{{else}}Others.{{/if}}", "Words.Others.")]
    [InlineData("[[toc levels=2]]\n\n[[_TOSP_]]\n\n{toc:maxLevel=2}\n\n__TOC__\n\nWords.", "Words.")]
    [InlineData("\\newpage\n\n\\vspace{2cm}\n\nWords \\textbf{in bold} here, in C:\\Users\\name and \\\\server\\share.",
        "Words in bold here, in C:\\Users\\name and \\server\\share.")]
    [InlineData("::: zone pivot=\"mac\"\nPress Command.\n::: zone-end\n::: moniker range=\">= 2\"\nPress it.\n::: moniker-end",
        "Press Command. Press it.")]
    [InlineData("::: {.callout-note title=\"Mind\" collapse=\"true\"}\nThe step.\n:::\n\n:::tip{title=\"More\"}\nWords.\n:::",
        "Mind The step. More Words.")]
    [InlineData(":toc:\n:product: The Desk\n\nOpen {product} now.", "Open The Desk now.")]
    [InlineData(":bulb: Open it.\n\n:warning: Mind it.", "💡 Open it. ⚠️ Mind it.")]
    [InlineData("Words of a block. ^a1b2c3\n\n- Item ^item-1\n- Item 2 ^a1b2c3\n\n^block\n\n2 ^10",
        "Words of a block. - Item - Item 2 2 ^10")]
    [InlineData("Words here. %% Nor this.\nOr this. %%\n\n%%\nNor\n\nthis.\n%%\n\nMore, 100%% sure.", "Words here. More, 100%% sure.")]
    [InlineData("<Tabs>\n  <TabItem value=\"Mac\">\n\nPress Command.\n\n  </TabItem>\n</Tabs>", "Mac Press Command.")]
    [InlineData("Words.\n{: .note}\n\n> Said.\n{: .tip }\n\nMore.", "Words. Said. More.")]
    [InlineData("{% hint style=\"info\" %}\nMind the step.\n{% endhint %}\n\n{% tabs %}\n{% tab title=\"Mac\" %}\nPress Command.\n"
        + "{% endtab %}\n{% endtabs %}", "Mind the step. Mac Press Command.")]
    [InlineData("A {{< tooltip >}}pod{{< /tooltip >}} runs.", "A pod runs.")]
    [InlineData("{info:title=Mind}\nThe step.\n{info}\n\nSet {note} and {color:red}it{color}.", "The step. Set {note} and it.")]
    [InlineData("<ac:rich-text-body>Mind</ac:rich-text-body> <ac:link><ri:page ri:content-title=\"the step\"/></ac:link>.<o:p></o:p>",
        "Mind the step.")]
    [InlineData("[caption width=\"3\"]Mind[/caption] the [b]step[/b], [x] and [key=value].", "Mind the step, [x] and [key=value].")]
    [InlineData("{% callout type=\"note\" %}\nMind it.\n{% /callout %}\n\n## Step {% #step .wide %}", "Mind it. Step")]
    [InlineData("Mind {--not--}{++the++} {~~stone~>step~~}, {==now==}{>>why?<<}.", "Mind the step, now.")]
    [InlineData("See `the guide <https://e.example>`_ [@smith2020, p. 3].", "See the guide .")]
    [InlineData("!> Mind it.\n\n?> And that.", "Mind it. And that.")]
    [InlineData("::: mermaid\ngraph TD\n:::\n\nWords.", "Words.")]
    [InlineData("::alert{type=\"info\"}\nWords.\n::\n\nMore :badge[new]{color=\"red\"} words.", "Words. More new words.")]
    [InlineData("See [the API][acme.client.open] and [`open`][acme.client], or [acme.client.Client][].",
        "See the API and open, or acme.client.Client.")]
    [InlineData("See [the API][acme.api] and [b][].\n\n[acme.api]: https://e.example\n[b]: https://e.example", "See the API and b.")]
    [InlineData("Names match [A-Z][a-z]+, [0-9a-f][a-z] or [i][j-1] only.", "Names match [A-Z][a-z]+, [0-9a-f][a-z] or [i][j-1] only.")]
    [InlineData("- One\n\n    ::: acme.client\n        options: {}\n\n    More of one.", "- One More of one.")]
    [InlineData("A list[i][j-1] and [yes][no] stay, as does [1][2].", "A list[i][j-1] and [yes][no] stay, as does [1][2].")]
    [InlineData("Words {style=\"color: red\"} and {.wide #here} more {: .lead } words.", "Words and more words.")]
    [InlineData("Words {data-x='1' .a}, as {x=1}, {.NET} and {name}.", "Words , as {x=1}, {.NET} and {name}.")]
    [InlineData("Mind [!NOTE] the step.\n\n[!TIP] Words.\n\n> Said [!WARNING]", "Mind the step. Words. Said")]
    [InlineData("Words [//]: # (not shown) here.\n[//]: # (nor this)\n[comment]: <> (nor \"that\")\nMore [//]: # \"nor\" words.",
        "Words here. More words.")]
    [InlineData("See {ref}`the steps <steps>`, {doc}`the guide <../guide>`, {term}`a ticket <ticket>`, {numref}`Picture %s <p>` and "
        + "{any}`this<x>`, **{ref}`or that <y>`**.", "See the steps, the guide, a ticket, Picture %s and this, or that.")]
    [InlineData("# Start <Badge type=\"tip\" text=\"new\" />\n\nWords.", "Start new Words.")]
    internal void Marks_of_more_site_makers_are_resolved_and_leave_no_hole(string markdown, string words)
    {
        var marked = SiteMarks.Read(markdown);

        Assert.Equal(words, ArticleText.OneLine(ArticleText.From(ArticleHtml.FromPlainMarkdown(marked.Text)).Plain));
        Assert.Equal((null, null), (marked.Left, marked.FirstHole));
    }

    [Theory]
    [InlineData("See {{< relref \"a.md\" >}} and {{< widget >}}.", "{{< relref \"a.md\" >}}")]
    [InlineData("Use {{% product %}} now.", "{{% product %}}")]
    [InlineData("See %[https://youtu.be/abc_1] first.", "%[https://youtu.be/abc_1]")]
    [InlineData("Use {% include product.html %} now.", "{% include product.html %}")]
    [InlineData("Use {% product %} now.", "{% product %}")]
    [InlineData("Write to <%= config.mail %> now.", "<%= config.mail %>")]
    [InlineData("Write to <?= $mail ?> now.", "<?= $mail ?>")]
    [InlineData("As {ref}`steps` and {numref}`picture` say.", "{ref}`steps`")]
    [InlineData("As :doc:`guide` says.", ":doc:`guide`")]
    [InlineData("As {doc}`../guide` says.", "{doc}`../guide`")]
    [InlineData("As {@inheritDoc} says.", "{@inheritDoc}")]
    [InlineData("As [!INCLUDE [x](x.md)] says.", "[!INCLUDE [x](x.md)]")]
    [InlineData("As \\ref{steps} says.", "\\ref{steps}")]
    [InlineData("As ![[Other page]] says.", "![[Other page]]")]
    [InlineData("- {{< widget >}}", "{{< widget >}}")]
    [InlineData("Use {{#include x.rs}} now.", "{{#include x.rs}}")]
    [InlineData("Use [gallery ids=\"1,2\"] now.", "[gallery ids=\"1,2\"]")]
    [InlineData("Use {jira:X-1} now.", "{jira:X-1}")]
    [InlineData("Words %%not shown%% here.", "%%not shown%%")]
    [InlineData("Words %%not shown%%.", "%%not shown%%")]
    [InlineData("Write %% once. Then %% again.", "%% once. Then %%")]
    [InlineData("Use :icon{name=\"x\"} now.", ":icon{name=\"x\"}")]
    [InlineData("Use [[File:a.png|thumb]] now.", "[[File:a.png|thumb]]")]
    [InlineData("import P from './p';\n\nUse <Product name=\"x\" /> now.", "<Product name=\"x\" />")]
    internal void Words_that_are_cut_out_of_a_sentence_are_named_and_hold_the_article(string markdown, string mark)
    {
        var site = new SiteFolder(null);
        var article = ArticleFile.ReadIn(
            "a.md", System.Text.Encoding.UTF8.GetBytes($"---\ntitle: T\ndescription: Its own summary.\n---\n{markdown}\n"), site);

        Assert.Equal(mark, article.Marks);
        Assert.Equal((ImportNoteKind.Marks, mark), Assert.Single(site.Notes.Select(n => (n.Kind, n.Detail))));
    }

    [Theory]
    [InlineData("{% include intro.md %}\n\nWords.")]
    [InlineData("Words.\n\n{{< youtube abc >}}\n")]
    [InlineData("%[https://youtu.be/abc_1]\n\nWords.")]
    [InlineData("Words.\n\n[!INCLUDE [x](x.md)]")]
    [InlineData("Words.\n\n--8<-- \"x.md\"\n")]
    [InlineData("Words.\n\n![[Other page]]")]
    [InlineData("Words.\n\n<!--@include: ./x.md-->")]
    [InlineData("Words.\n\n<Snippet file=\"x.mdx\" />")]
    [InlineData("{{#include x.md}}\n\nWords.")]
    [InlineData("Words.\n\n```{include} x.md\n```")]
    [InlineData("import Part from './_part.mdx';\n\nWords.\n\n<Part />")]
    [InlineData("Words.\n\n::: acme.client.Client\n    options:\n      show_source: false\n\n      members:\n        - open\n")]
    [InlineData("::: acme\n    handler: python\n\nWords.")]
    [InlineData("::: acme.client:open\nWords.")]
    internal void A_part_that_stands_alone_is_named_and_holds_nothing(string markdown)
    {
        var site = new SiteFolder(null);
        var article = ArticleFile.ReadIn("a.md", System.Text.Encoding.UTF8.GetBytes(markdown), site);

        Assert.Equal(("Words.", null), (article.PlainText, article.Marks));
        Assert.Equal(ImportNoteKind.Parts, Assert.Single(site.Notes).Kind);
    }

    [Fact]
    public void A_merge_that_was_not_finished_is_refused_with_its_line()
    {
        var e = Assert.Throws<ArticleException>(
            () => ArticleFile.Read("a.md", "---\ntitle: x\n---\n\n<<<<<<< HEAD\nold\n=======\nnew\n>>>>>>> branch\n"u8, null));

        Assert.Equal(5, e.Line);
    }

    [Fact]
    public void A_heading_that_has_an_id_is_led_to_by_it() =>
        Assert.Contains("id=\"restart\"", ArticleHtml.FromMarkdown("# Restart it {#restart}\n\n[Back](#restart)"),
            StringComparison.Ordinal);
}
