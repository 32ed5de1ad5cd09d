using Markdig;
using Markdig.Helpers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// Headings get ids as on GitHub: their words in lower case with dashes, and a number behind where two are alike. The library's own counts
/// from one at each heading, so that a hundred thousand that are alike take minutes.
/// </summary>
internal sealed class HeadingIds : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.DocumentProcessed += Name;

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
    }

    private static void Name(MarkdownDocument document)
    {
        var next = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase); // of each name: the number that may be free
        using var writer = new StringWriter();
        var plain = new HtmlRenderer(writer) { EnableHtmlForInline = false, EnableHtmlEscape = false };
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            var attributes = heading.GetAttributes();
            if (attributes.Id is null && heading.Inline is not null)
            {
                writer.GetStringBuilder().Clear();
                plain.Render(heading.Inline);
                var words = LinkHelper.UrilizeAsGfm(writer.ToString());
                attributes.Id = Free(words.Length == 0 ? "section" : words, next);
            }
        }
    }

    private static string Free(string name, Dictionary<string, int> next)
    {
        if (next.TryAdd(name, 1))
        {
            return name;
        }

        while (true)
        {
            var number = next[name]++;
            var numbered = $"{name}-{number}";
            if (next.TryAdd(numbered, 1))
            {
                return numbered;
            }
        }
    }
}
