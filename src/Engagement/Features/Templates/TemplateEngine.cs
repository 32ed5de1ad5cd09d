using System.Collections.Concurrent;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Engagement.Features.Templates;

/// <summary>What is wrong with a template, and where: 1-based, as an editor counts.</summary>
internal sealed record TemplateError(string Message, int Line, int Column)
{
    public override string ToString() => $"Line {Line}, column {Column}: {Message}";
}

/// <summary>Words, or why there are none.</summary>
internal sealed record RenderedText(string? Text, TemplateError? Error);

/// <summary>
/// Scriban in a sandbox. A template sees the plain values it is given and functions we wrote: no .NET objects, no files, no other
/// templates; loops, recursion, size and time are bounded. Whatever it does, it ends in words or in an error with its place.
/// </summary>
internal sealed class TemplateEngine
{
    /// <summary>Longest template taken, in characters.</summary>
    public const int MaxBody = 20_000;

    // A post is at most some thousand characters; a mail some ten thousand.
    private const int MaxOutput = 40_000;
    private const int MaxLoops = 1_000;
    private const int MaxDepth = 30;

    // A template takes a fraction of a millisecond. On a machine with too much to do a thread may stand still for longer than any limit, so
    // what runs out of time is tried once more: an honest template gets through, a hostile one is refused after twice this.
    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(115);
    private const int Tries = 2;
    private static readonly TimeSpan MaxMatch = TimeSpan.FromMilliseconds(50);

    // Compiled once per text. Bounded by starting anew, which costs one compilation each for what is in use.
    private const int MostCompiled = 500;
    private readonly ConcurrentDictionary<string, Template> _compiled = new(StringComparer.Ordinal);

    // The first rendering of a process compiles Scriban itself, which takes longer than any template may.
    static TemplateEngine() => Template.Parse("{{ for x in [1, 2] }}{{ if x > 1 && true }}{{ x | string.append 'a' | string.truncate 3 }}{{ end }}{{ end }}").Render(new TemplateContext());

    /// <summary>The first thing wrong with a template's grammar, or null.</summary>
    public TemplateError? Check(string body)
    {
        if (body.Length > MaxBody)
        {
            return new TemplateError($"A template has at most {MaxBody:N0} characters; this one has {body.Length:N0}.", 1, 1);
        }

        var template = Compile(body);
        return template.HasErrors
            ? template.Messages.Where(m => m.Type == ParserMessageType.Error).Select(m => ErrorAt(m.Message, m.Span)).First()
            : null;
    }

    public RenderedText Render(string body, ScriptObject fields)
    {
        if (Check(body) is { } error)
        {
            return new(null, error);
        }

        for (var tries = 0; tries < Tries; tries++)
        {
            if (RenderOnce(body, fields) is { } ended)
            {
                return ended;
            }
        }

        return new(null, new TemplateError($"It takes longer than {MaxTime.TotalMilliseconds:0} ms.", 1, 1));
    }

    // Null when its time ran out.
    private RenderedText? RenderOnce(string body, ScriptObject fields)
    {
        using var timeout = new CancellationTokenSource(MaxTime);
        var context = new TemplateContext
        {
            LoopLimit = MaxLoops,
            LoopLimitQueryable = MaxLoops,
            RecursiveLimit = MaxDepth,
            ObjectRecursionLimit = MaxDepth,
            LimitToString = MaxOutput,
            RegexTimeOut = MaxMatch,
            StrictVariables = true,
            CancellationToken = timeout.Token,
            TemplateLoader = null,
        };
        context.PushGlobal(fields);
        try
        {
            var text = Compile(body).Render(context);
            return text.Length > MaxOutput
                ? new(null, new TemplateError($"It makes more than {MaxOutput:N0} characters.", 1, 1))
                : new(Tidy(text), null);
        }
        catch (ScriptAbortException)
        {
            return null;
        }
        catch (ScriptRuntimeException e)
        {
            return new(null, ErrorAt(e.OriginalMessage, e.Span));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private Template Compile(string body)
    {
        if (_compiled.TryGetValue(body, out var known))
        {
            return known;
        }

        if (_compiled.Count >= MostCompiled)
        {
            _compiled.Clear();
        }

        return _compiled[body] = Template.Parse(body);
    }

    // Spans count from 0.
    private static TemplateError ErrorAt(string message, SourceSpan span) => new(message, span.Start.Line + 1, span.Start.Column + 1);

    // Optional lines leave gaps; no network shows more than one empty line kindly.
    private static string Tidy(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).ToList();
        var kept = lines.Where((line, i) => line.Length > 0 || (i > 0 && lines[i - 1].Length > 0));
        return string.Join('\n', kept).Trim();
    }
}
