using System.Collections.Concurrent;
using System.Text;
using Engagement.Features.Content.Templates.Functions;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Engagement.Features.Content.Templates;

/// <summary>Words, or why there are none.</summary>
internal sealed record RenderedText(string? Text, TemplateError? Error)
{
    /// <summary>What its functions left out and why, in sentences.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}

/// <summary>
/// Scriban in a sandbox. A template sees the plain values it is given and functions we chose: no .NET objects, no files, no other
/// templates; nesting, steps, loops, size and time are bounded. Whatever it does, it ends in words or in an error with its place.
/// </summary>
internal sealed class TemplateEngine
{
    /// <summary>Longest template taken, in characters.</summary>
    public const int MaxBody = 20_000;

    // A template takes a fraction of a millisecond. On a machine with too much to do a thread may stand still for longer than any limit, so
    // what runs out of time is tried once more: an honest template gets through, a hostile one is refused after twice this.
    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(100);
    private const int Tries = 2;

    // Compiled once per text. Bounded by starting anew, which costs one compilation each for what is in use.
    private const int MostCompiled = 500;
    private readonly ConcurrentDictionary<string, Compiled> _compiled = new(StringComparer.Ordinal);

    // More are not read at once, and one slip of the grammar makes many.
    private const int MostErrors = 20;

    private sealed record Compiled(Template? Template, IReadOnlyList<TemplateError> Errors)
    {
        public TemplateError? Error => Errors.Count > 0 ? Errors[0] : null;
    }

    // The first rendering of a process compiles Scriban itself, which takes longer than any template may.
    static TemplateEngine() =>
        Template.Parse("{{ for x in [1, 2] }}{{ if x > 1 && true }}{{ x | string.append 'a' | shorten 3 }}{{ end }}{{ end }}")
            .Render(new TemplateRun(TemplateFunctions.Shared, null, text => text, TimeSpan.FromMinutes(1)));

    /// <summary>The first thing wrong with a template's grammar, or null.</summary>
    public TemplateError? Check(string body) => body.Length > MaxBody
        ? new TemplateError($"A template has at most {MaxBody:N0} characters; this one has {body.Length:N0}.", 1, 1)
        : Compile(body).Error;

    /// <summary>
    /// All that can be said to be wrong with a template before it is rendered, in the order of its lines: its grammar's errors, or, where
    /// there are none, the names in it that a template of this kind has not.
    /// </summary>
    public IReadOnlyList<TemplateError> Faults(string body, string kind)
    {
        if (body.Length > MaxBody)
        {
            return [Check(body)!];
        }

        var compiled = Compile(body);
        var all = compiled.Template is { Page: { } page } ? NameFaults.Of(page, kind) : compiled.Errors;
        return [.. all.DistinctBy(e => (e.Line, e.Column)).OrderBy(e => e.Line).ThenBy(e => e.Column).Take(MostErrors)];
    }

    /// <summary>A template's words about a subject.</summary>
    /// <param name="fit">What <c>fit</c> does in this rendering.</param>
    public RenderedText Render(string body, TemplateSubject subject, Func<string, string> fit) =>
        Render(body, () => TemplateWords.Of(subject), subject, fit);

    /// <summary>A template's words with fields that are no subject's.</summary>
    public RenderedText Render(string body, ScriptObject fields) => Render(body, () => fields, null, text => text);

    /// <summary>Lines end clean, and no more than one is empty: optional parts leave gaps, which no network shows kindly.</summary>
    public static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        var empty = 0;
        foreach (var range in text.AsSpan().EnumerateLines())
        {
            var line = range.TrimEnd();
            if (line.Length == 0)
            {
                empty++;
                continue;
            }

            if (tidy.Length > 0)
            {
                tidy.Append(empty > 0 ? "\n\n" : "\n");
            }

            tidy.Append(tidy.Length == 0 ? line.TrimStart() : line);
            empty = 0;
        }

        return tidy.ToString();
    }

    private RenderedText Render(string body, Func<ScriptObject> fields, TemplateSubject? subject, Func<string, string> fit)
    {
        if (Check(body) is { } error)
        {
            return new(null, error);
        }

        TemplateError? last = null;
        for (var tries = 0; tries < Tries; tries++)
        {
            var ended = RenderOnce(Compile(body).Template!, fields(), subject, fit, out var ranOut);
            if (!ranOut)
            {
                return ended;
            }

            last = ended.Error;
        }

        return new(null, last);
    }

    private static RenderedText RenderOnce(
        Template template, ScriptObject fields, TemplateSubject? subject, Func<string, string> fit, out bool ranOut)
    {
        var run = new TemplateRun(TemplateFunctions.Shared, subject, fit, MaxTime);
        run.PushGlobal(fields);
        ranOut = false;
        try
        {
            var text = template.Render(run);
            return text.Length > TemplateRun.MaxText
                ? new(null, new TemplateError($"It makes more than {TemplateRun.MaxText:N0} characters.", 1, 1))
                : new(Tidy(text), null) { LeftOut = run.LeftOut };
        }
        catch (ScriptRuntimeException e)
        {
            ranOut = e is TemplateRun.OutOfTimeException;
            return new(null, TemplateErrors.At(e.OriginalMessage, e.Span, Names(fields)));
        }
        catch (InsufficientExecutionStackException)
        {
            // Scriban looks at the stack before it goes deeper, so it is whole.
            return new(null, new TemplateError("It is nested too deeply.", 1, 1));
        }
    }

    private static IEnumerable<string> Names(ScriptObject fields) =>
        fields.Keys.Concat(TemplateFunctions.Ours.Select(f => f.Name)).Concat(TemplateFunctions.Scribans.Keys);

    private Compiled Compile(string body)
    {
        if (_compiled.TryGetValue(body, out var known))
        {
            return known;
        }

        if (_compiled.Count >= MostCompiled)
        {
            _compiled.Clear();
        }

        return _compiled[body] = Parse(body);
    }

    private static Compiled Parse(string body)
    {
        if (Nesting.Check(body) is { } tooDeep)
        {
            return new(null, [tooDeep]);
        }

        var template = Template.Parse(body);
        var errors = template.Messages.Where(m => m.Type == ParserMessageType.Error)
            .Select(e => TemplateErrors.At(e.Message, e.Span, [])).ToList();
        return errors.Count == 0 ? new(template, []) : new(null, errors);
    }
}
