using System.Reflection;
using System.Reflection.Emit;

namespace Engagement.Tests.Data.Recorded;

/// <summary>
/// The numbers that a type's code bounds a text by: what is handed last to <c>MaximumLength</c>, <c>Shorten</c>, <c>Start</c>,
/// <c>Key</c> and their kin, and what a length is compared with. Read from its compiled methods, those of its validators, lambdas and
/// state machines too; so a bound that is taken away or raised is missed.
/// </summary>
internal static class BoundingNumbers
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    // Of ours and of FluentValidation, by their names.
    private static readonly HashSet<string> Bounding = new(StringComparer.Ordinal)
        { "MaximumLength", "Length", "Shorten", "Start", "Key", "Cut", "Header" };

    private static readonly HashSet<OpCode> Comparing =
    [
        OpCodes.Bgt, OpCodes.Bgt_S, OpCodes.Ble, OpCodes.Ble_S, OpCodes.Bge, OpCodes.Bge_S, OpCodes.Blt, OpCodes.Blt_S,
        OpCodes.Cgt, OpCodes.Clt, OpCodes.Bgt_Un, OpCodes.Bgt_Un_S, OpCodes.Ble_Un, OpCodes.Ble_Un_S, OpCodes.Cgt_Un, OpCodes.Clt_Un,
    ];

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    /// <summary>Each as often as it bounds something.</summary>
    public static IReadOnlyList<int> In(Type type) =>
        [.. WithNested(type).SelectMany(t => t.GetMethods(Own).Cast<MethodBase>().Concat(t.GetConstructors(Own))).SelectMany(Of)];

    private static IEnumerable<Type> WithNested(Type type) => type.GetNestedTypes(Own).SelectMany(WithNested).Prepend(type);

    private static IEnumerable<int> Of(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
        {
            yield break;
        }

        int? number = null;
        for (var at = 0; at < il.Length;)
        {
            var code = Codes[il[at] == 0xFE ? BitConverter.ToInt16([il[at + 1], 0xFE]) : il[at]];
            at += code.Size;
            if (Pushed(code, il, at) is { } pushed)
            {
                number = pushed;
            }
            else
            {
                var bounds = Comparing.Contains(code)
                    || (code.OperandType == OperandType.InlineMethod && Bounding.Contains(Called(method, BitConverter.ToInt32(il, at))));
                if (bounds && number is { } known)
                {
                    yield return known;
                }

                number = null;
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private static int? Pushed(OpCode code, byte[] il, int at) =>
        code == OpCodes.Ldc_I4 ? BitConverter.ToInt32(il, at)
        : code == OpCodes.Ldc_I4_S ? (sbyte)il[at]
        : code.Value >= OpCodes.Ldc_I4_0.Value && code.Value <= OpCodes.Ldc_I4_8.Value ? code.Value - OpCodes.Ldc_I4_0.Value
        : null;

    private static string Called(MethodBase method, int token)
    {
        var ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        return method.Module.ResolveMethod(token, ofType, method.IsGenericMethod ? method.GetGenericArguments() : null)!.Name;
    }
}
