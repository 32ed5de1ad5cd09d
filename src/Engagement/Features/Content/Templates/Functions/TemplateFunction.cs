using System.Collections;
using Engagement.Data;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary>Something a function takes.</summary>
/// <param name="Name">It may be given by it too: <c>zone: 'Europe/Berlin'</c>.</param>
/// <param name="Meaning">What it is, as an error says it: "It needs …".</param>
internal sealed record Parameter(string Name, string Meaning, bool Required = false);

/// <summary>A function of ours: what it is called, what it takes, what it does, and examples that the editor's page renders.</summary>
internal sealed class TemplateFunction(string name, string meaning, IReadOnlyList<Parameter> parameters,
    Func<Call, object?> work, params string[] examples) : IScriptCustomFunction
{
    public string Name { get; } = name;

    public string Meaning { get; } = meaning;

    public IReadOnlyList<Parameter> Parameters { get; } = parameters;

    /// <summary>Whole templates about the sample.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>The last parameter may be given any number of times.</summary>
    public bool Repeats { get; init; }

    // Scriban hands over all arguments as they are; they are checked here, so that errors speak of our words.
    int IScriptFunctionInfo.RequiredParameterCount => 0;

    int IScriptFunctionInfo.ParameterCount => 0;

    ScriptVarParamKind IScriptFunctionInfo.VarParamKind => ScriptVarParamKind.Direct;

    Type IScriptFunctionInfo.ReturnType => typeof(object);

    ScriptParameterInfo IScriptFunctionInfo.GetParameterInfo(int index) => new(typeof(object), "value");

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
    {
        var call = new Call(this, (TemplateRun)context, callerContext?.Span ?? context.CurrentSpan, arguments);
        call.CheckCount();
        return work(call);
    }

    public ValueTask<object?> InvokeAsync(
        TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        ValueTask.FromResult(Invoke(context, callerContext, arguments, blockStatement));
}

/// <summary>One call of a function: its arguments, checked as they are asked for.</summary>
internal sealed class Call(TemplateFunction function, TemplateRun run, SourceSpan span, ScriptArray arguments)
{
    public TemplateRun Run => run;

    public TemplateSubject? Subject => run.Subject;

    /// <summary>How many stand there without a name.</summary>
    public int Count => arguments.Count;

    public void CheckCount()
    {
        if (arguments.Count > function.Parameters.Count && !function.Repeats)
        {
            throw Wrong($"It takes {(function.Parameters.Count == 1 ? "one value" : $"{function.Parameters.Count} values at most")}, "
                + $"and here are {arguments.Count}.");
        }

        foreach (var name in arguments.GetMembers().Where(name => name != "size"))
        {
            if (function.Parameters.All(p => p.Name != name))
            {
                throw Wrong($"It has nothing called `{name}`. It has {string.Join(", ", function.Parameters.Select(p => p.Name))}.");
            }
        }

        for (var i = 0; i < function.Parameters.Count; i++)
        {
            if (function.Parameters[i].Required && !Has(i))
            {
                throw Missing(i);
            }
        }
    }

    /// <summary>Is it given, in its place or by its name?</summary>
    public bool Has(int index) =>
        index < arguments.Count || (index < function.Parameters.Count && arguments.Contains(function.Parameters[index].Name));

    public object? Value(int index) =>
        index < arguments.Count ? arguments[index]
        : index < function.Parameters.Count && arguments.TryGetValue(function.Parameters[index].Name, out var named) ? named
        : null;

    /// <summary>As words; empty when there is nothing.</summary>
    public string Text(int index) => run.ObjectToString(Value(index)) ?? "";

    /// <summary>One of a few words.</summary>
    public string Choice(int index, string usual, params ReadOnlySpan<string> words)
    {
        if (!Has(index))
        {
            return usual;
        }

        var word = Text(index).Trim();
        return words.Contains(word)
            ? word
            : throw Wrong($"`{Name(index)}` is one of {string.Join(", ", words.ToArray())}, and here is {Quoted(word)}.");
    }

    /// <summary>A whole number.</summary>
    public int Number(int index, int least, int most)
    {
        var number = Value(index) switch
        {
            int whole => whole,
            long large => large,
            double real when real == Math.Floor(real) => real,
            null => throw Missing(index),
            var other => throw Wrong($"It needs {Meaning(index)}, and here is {Quoted(run.ObjectToString(other) ?? "")}."),
        };
        return number >= least && number <= most
            ? (int)number
            : throw Wrong($"`{Name(index)}` is from {least:N0} to {most:N0}, and here is {number}.");
    }

    /// <summary>The items of a list; a single value is a list of one, nothing is an empty one.</summary>
    public IEnumerable<string> List(int index) => Value(index) switch
    {
        null => [],
        string one => [one],
        IEnumerable many => many.Cast<object?>().Take(TemplateRun.MaxLoops).Select(item => run.ObjectToString(item) ?? ""),
        var one => [run.ObjectToString(one) ?? ""],
    };

    /// <summary>What is wrong with this call.</summary>
    public ScriptRuntimeException Wrong(string message) => new(span, $"{function.Name}: {message}");

    private ScriptRuntimeException Missing(int index) => Wrong($"It needs {Meaning(index)}, as in {function.Examples[0]}");

    private string Name(int index) => function.Parameters[Math.Min(index, function.Parameters.Count - 1)].Name;

    private string Meaning(int index) => function.Parameters[Math.Min(index, function.Parameters.Count - 1)].Meaning;

    private static string Quoted(string text) => $"“{Fit.Shorten(text, 40)}”";
}
