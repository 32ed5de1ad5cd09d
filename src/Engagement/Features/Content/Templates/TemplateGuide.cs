using System.Collections.Concurrent;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Content.Templates.Functions;

namespace Engagement.Features.Content.Templates;

/// <summary>
/// What a template of a kind may use, for the page beside the editor: each field with what it is in the sample, each function with examples
/// and what they really make, so that the page cannot say something else than the program does.
/// </summary>
internal sealed class TemplateGuide(ChannelCatalog channels, WriteWords write, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Page> _pages = new(StringComparer.Ordinal);

    internal sealed record FieldLine(string Name, string Meaning, string Sample);

    /// <param name="Examples">A template, and what it makes.</param>
    internal sealed record FunctionLine(
        string Name, string Meaning, IReadOnlyList<Parameter> Parameters, IReadOnlyList<(string Template, string Makes)> Examples);

    /// <param name="Scribans">Those of Scriban's that a template may call, by their group.</param>
    internal sealed record Page(
        IReadOnlyList<FieldLine> Fields, IReadOnlyList<FunctionLine> Functions, IReadOnlyDictionary<string, string[]> Scribans);

    public Page For(string kind) => _pages.GetOrAdd(TemplateKinds.Of(kind).Key, Make);

    private Page Make(string kind)
    {
        // Examples are about an article; what a kind's own fields hold is shown with its own sample.
        var channel = channels.Find("mastodon") ?? channels.All.First();
        var subject = new TemplateSubject(ShippedTemplates.Sample, channel)
        {
            Link = ShippedTemplates.Sample.Url,
            Brand = new Brand { Name = "Example Desk", Website = "https://help.example.com",
                Hashtag = "#ExampleDesk", Signature = "Your Example Desk", Hours = "on weekdays from 8 to 18" },
            Now = clock.GetUtcNow(),
        };
        var own = TemplateSamples.Fill(subject, kind);
        var post = TemplateSamples.Fill(subject, TemplateKinds.Post);
        return new(
            [.. TemplateKinds.Of(kind).Groups.SelectMany(g => g.Words)
                .Select(w => new FieldLine(w.Name, w.Meaning, Short(Made(w.Example, own))))],
            [.. TemplateFunctions.Ours.Select(
                f => new FunctionLine(f.Name, f.Meaning, f.Parameters, [.. f.Examples.Select(e => (e, Made(e, post)))]))],
            TemplateFunctions.Scribans);
    }

    private string Made(string template, TemplateSubject subject)
    {
        var words = write.Run(template, subject);
        return words.Text ?? words.Error?.Message ?? "";
    }

    private static string Short(string text) => Fit.Shorten(text, 90);
}
