namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>A Markdown text without its site maker's marks.</summary>
/// <param name="Text">What is kept and shown.</param>
/// <param name="Holed">The same with <see cref="SiteMarks.Hole"/> wherever something that stands for words was cut out.</param>
/// <param name="Left">The first mark that stayed; null: none.</param>
/// <param name="FirstHole">The first mark that was cut out though it stands for words: of a sentence, or a macro; null: none.</param>
/// <param name="FirstGap">The same of those that stood alone: a file, a video, a part of another page; null: none.</param>
internal sealed record MarkedText(string Text, string Holed, string? Left, string? FirstHole = null, string? FirstGap = null);

/// <summary>The file a text is from.</summary>
internal sealed record MarkedFile(string Path, FrontMatter Head, SiteFolder Site);

/// <summary>
/// The marks that site makers put into Markdown: Liquid (Jekyll, Eleventy), Hugo's shortcodes, MDX (Docusaurus), directives and admonitions
/// (Docusaurus, MkDocs, VitePress, MyST, Microsoft Docs), roles (MyST, Sphinx), attribute lists (kramdown, Python-Markdown), wiki links
/// (Obsidian), snippets (MkDocs, Microsoft Docs), ERB and EJS, commands of LaTeX, attributes of AsciiDoc, emoji codes. They are resolved
/// where we know what they stand for and cut out where we do not. Code is never touched: an article about
/// Liquid shows it in code.
/// </summary>
/// <remarks>Two passes, each in time proportional to the text: one over its lines, one over its characters.</remarks>
internal static class SiteMarks
{
    /// <summary>Where words are missing: a character nobody writes (private use), taken out before anything is kept.</summary>
    public const char Hole = '\uE0FF';

    /// <summary>Reads a text.</summary>
    /// <param name="markdown">Without its front matter.</param>
    /// <param name="file">Where its links lead from; null: it is no file of a folder, and its links stay as they are.</param>
    /// <exception cref="ArticleException">A merge was not finished in it.</exception>
    public static MarkedText Read(string markdown, MarkedFile? file = null)
    {
        markdown = markdown.Replace(Hole, '\uFFFD');
        var lines = new MarkedLines(markdown, file);
        var inline = new MarkedInline(lines, file);
        var holed = inline.Run();
        return new MarkedText(Without(holed), holed, lines.Left ?? inline.Left, inline.FirstHole, lines.FirstGap ?? inline.FirstGap);
    }

    /// <summary>The same for a title or a summary: one line of text that is no Markdown.</summary>
    public static MarkedText Words(string text)
    {
        text = text.Replace(Hole, '\uFFFD');
        if (text.AsSpan().IndexOfAny('{', ':', '<') < 0)
        {
            return new MarkedText(text, text, null);
        }

        var inline = new MarkedInline(new MarkedLines(text), null);
        var holed = inline.Run();
        return new MarkedText(ArticleText.OneLine(Without(holed)), holed, inline.Left ?? inline.FirstHole ?? inline.FirstGap);
    }

    public static string Without(string text) => text.Contains(Hole, StringComparison.Ordinal)
        ? text.Replace(" \uE0FF ", " ", StringComparison.Ordinal).Replace(Hole.ToString(), "", StringComparison.Ordinal)
        : text;
}
