using System.Diagnostics;
using System.Numerics;
using Engagement.Web.Text;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Engagement.Features.Content.Templates;

/// <summary>
/// One rendering: what the template may see and how much it may do. Steps are counted, so a machine with much to do refuses the same
/// templates as an idle one; the clock is only for what takes long in few steps.
/// </summary>
internal sealed class TemplateRun : TemplateContext
{
    /// <summary>
    /// Evaluations of one piece of a template, such as a name, a call or a loop's round. An honest one needs some hundred.
    /// </summary>
    public const int MaxSteps = 30_000;

    /// <summary>How often a loop may run, all loops inside it counted together.</summary>
    public const int MaxLoops = 1_000;

    /// <summary>Characters: a post has at most some thousand, a mail some ten thousand.</summary>
    public const int MaxText = 40_000;

    /// <summary>Functions that call themselves, and lists in lists.</summary>
    public const int MaxDepth = 30;

    // Pieces inside pieces while evaluating; each takes some hundred bytes of a stack that may have no more than 1.5 MB.
    private const int MaxNested = 400;

    // All strings and lists made, kept or not. An honest rendering makes some hundred kilobytes.
    private const long MaxBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan MaxMatch = TimeSpan.FromMilliseconds(50);

    // More are not read.
    private const int MostLeftOut = 10;

    private readonly List<string> _leftOut = [];
    private readonly long _deadline;
    private readonly long _allocated = GC.GetAllocatedBytesForCurrentThread();
    private readonly bool _setsApart;
    private int _written;
    private int _steps;
    private int _nested;

    public TemplateRun(ScriptObject functions, TemplateSubject? subject, Func<string, string> fit, TimeSpan time)
        : base(functions)
    {
        Subject = subject;
        Fit = fit;

        // Networks count what they get, and show a post as the words of one; a mail is a sentence of ours with names in it.
        _setsApart = subject is not null && !TemplateKinds.Of(subject.Kind).IsForNetworks;
        LoopLimit = MaxLoops;
        LoopLimitQueryable = MaxLoops;
        RecursiveLimit = MaxDepth;
        ObjectRecursionLimit = MaxDepth;
        LimitToString = MaxText + 1;
        RegexTimeOut = MaxMatch;
        StrictVariables = true;
        EnableRelaxedMemberAccess = false; // silence is published
        NewLine = "\n";
        TemplateLoader = null;
        _deadline = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>What the words are about; null where only the grammar is tried.</summary>
    public TemplateSubject? Subject { get; }

    /// <summary>What <c>fit</c> does in this rendering.</summary>
    public Func<string, string> Fit { get; }

    /// <summary>The language of the words: ISO 639, with a region or without.</summary>
    public string WordsLanguage => Subject?.Language ?? "en";

    /// <summary>What functions left out of the words and why, in sentences.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Says it once.</summary>
    public void LeaveOut(string what)
    {
        if (_leftOut.Count < MostLeftOut && !_leftOut.Contains(what))
        {
            _leftOut.Add(what);
        }
    }

    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        if (++_steps > MaxSteps)
        {
            throw new ScriptRuntimeException(SpanOf(scriptNode), $"It does more than {MaxSteps:N0} steps here.");
        }

        if ((_steps & 7) == 0)
        {
            CheckCost(scriptNode);
        }

        if (++_nested > MaxNested)
        {
            throw new ScriptRuntimeException(SpanOf(scriptNode), "It is nested too deeply here.");
        }

        var value = base.Evaluate(scriptNode, aliasReturnedFunction);
        _nested--; // an exception ends the rendering, so nothing is owed to it

        // One multiplication of numbers without bounds takes longer than any limit; and nobody wants to read ∞.
        return value is BigInteger || (value is double real && !double.IsFinite(real))
            ? throw new ScriptRuntimeException(SpanOf(scriptNode), "This number is too large.")
            : value;
    }

    // Scriban cuts what is too long, without a word; this says so.
    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        var text = ObjectToString(textAsObject);
        text = text is null || !_setsApart || text.Contains('\n', StringComparison.Ordinal) ? text : Unseen.Isolate(text);
        _written += text?.Length ?? 0;
        return _written > MaxText
            ? throw new ScriptRuntimeException(span, $"It makes more than {MaxText:N0} characters.")
            : base.Write(span, text);
    }

    /// <summary>Times as the language writes them; everything else as Scriban does.</summary>
    public override string? ObjectToString(object? value, bool nested = false) =>
        value is DateTime time ? Functions.DateWords.Format(time, "day", this) : base.ObjectToString(value, nested);

    // Only values of ours come here; if another ever does, its .NET members stay out of reach.
    protected override IObjectAccessor? GetMemberAccessorImpl(object target) => target switch
    {
        IScriptObject or string or System.Collections.IList => base.GetMemberAccessorImpl(target),
        DateTime or TimeSpan => TimeMembers.Only,
        _ => null,
    };

    private void CheckCost(ScriptNode? node)
    {
        if (Stopwatch.GetTimestamp() > _deadline)
        {
            throw new OutOfTimeException(SpanOf(node));
        }

        if (GC.GetAllocatedBytesForCurrentThread() - _allocated > MaxBytes)
        {
            throw new ScriptRuntimeException(SpanOf(node), $"It needs more than {MaxBytes / 1024 / 1024} MB of memory.");
        }
    }

    private SourceSpan SpanOf(ScriptNode? node) => node?.Span ?? CurrentSpan;

    /// <summary>The time is up. Not the template's fault for certain: the machine may have stood still.</summary>
    internal sealed class OutOfTimeException(SourceSpan span) : ScriptRuntimeException(span, "It takes too long.");

    // A time's parts, and a span's; nothing else of the .NET types.
    private sealed class TimeMembers : IObjectAccessor
    {
        public static readonly TimeMembers Only = new();

        private static readonly string[] OfTime = ["year", "month", "day", "hour", "minute"];

        public Type? IndexType => null;

        public bool HasIndexer => false;

        public int GetMemberCount(TemplateContext context, SourceSpan span, object target) => 0;

        public IEnumerable<string> GetMembers(TemplateContext context, SourceSpan span, object target) => [];

        public bool HasMember(TemplateContext context, SourceSpan span, object target, string member) => true;

        public bool TryGetValue(TemplateContext context, SourceSpan span, object target, string member, out object? value)
        {
            value = (target, member) switch
            {
                (DateTime time, _) => Part(Functions.DateWords.InZone(time, (TemplateRun)context), member),
                (TimeSpan length, "days") => (int)length.TotalDays,
                (TimeSpan length, "hours") => (int)length.TotalHours,
                _ => null,
            };
            return value is not null ? true : throw new ScriptRuntimeException(
                span, target is DateTime ? $"A time has no `{member}`. It has {string.Join(", ", OfTime)}; for words use `date`."
                    : $"A length of time has no `{member}`. It has days and hours.");
        }

        public bool TrySetValue(TemplateContext context, SourceSpan span, object target, string member, object? value) => false;

        public bool TryGetItem(TemplateContext context, SourceSpan span, object target, object? index, out object? value)
        {
            value = null;
            return false;
        }

        public bool TrySetItem(TemplateContext context, SourceSpan span, object target, object? index, object? value) => false;

        private static object? Part(DateTimeOffset time, string member) => member switch
        {
            "year" => time.Year,
            "month" => time.Month,
            "day" => time.Day,
            "hour" => time.Hour,
            "minute" => time.Minute,
            _ => null,
        };
    }
}
