using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary>A name of Scriban's that templates here have not: called or looked into, it says why.</summary>
internal sealed class RefusedName(string name, string why) : ScriptObject, IScriptCustomFunction
{
    int IScriptFunctionInfo.RequiredParameterCount => 0;

    int IScriptFunctionInfo.ParameterCount => 0;

    ScriptVarParamKind IScriptFunctionInfo.VarParamKind => ScriptVarParamKind.Direct;

    Type IScriptFunctionInfo.ReturnType => typeof(object);

    ScriptParameterInfo IScriptFunctionInfo.GetParameterInfo(int index) => new(typeof(object), "value");

    public object? Invoke(
        TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        throw Refuse(callerContext?.Span ?? context.CurrentSpan);

    public ValueTask<object?> InvokeAsync(
        TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        throw Refuse(callerContext?.Span ?? context.CurrentSpan);

    public override bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value) => throw Refuse(span);

    private ScriptRuntimeException Refuse(SourceSpan span) => new(span, $"{name}: {why}");
}
