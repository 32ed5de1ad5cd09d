using System.Reflection;
using Microsoft.Data.SqlClient;

namespace Engagement.Tests.Data;

/// <summary>
/// SqlClient's own exceptions. It offers no way to make one, so its internal one is used, by the names of its parameters.
/// </summary>
internal static class SqlErrors
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <param name="numbers">Of each error in the answer, the first one first.</param>
    public static SqlException Of(params int[] numbers) => WithClass(16, numbers);

    /// <param name="severity">20 and more: the server ended the connection.</param>
    /// <param name="numbers">Of each error in the answer.</param>
    public static SqlException WithClass(byte severity, params int[] numbers)
    {
        var errors = Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        var add = typeof(SqlErrorCollection).GetMethod("Add", Hidden)!;
        var constructor = typeof(SqlError).GetConstructors(Hidden).OrderBy(c => c.GetParameters().Length).First();
        foreach (var number in numbers)
        {
            add.Invoke(errors, [constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p, number, severity))])]);
        }

        var create = typeof(SqlException).GetMethods(Hidden)
            .Where(m => m.Name == "CreateException" && m.GetParameters()[0].ParameterType == typeof(SqlErrorCollection))
            .OrderBy(m => m.GetParameters().Length).First();
        return (SqlException)create.Invoke(null,
            [.. create.GetParameters()
                .Select((p, i) => i == 0 ? errors : p.ParameterType == typeof(string) ? "16.0" : Default(p.ParameterType))])!;
    }

    private static object? Value(ParameterInfo parameter, int number, byte severity) => parameter.Name switch
    {
        "infoNumber" => number,
        "errorClass" => severity,
        _ when parameter.ParameterType == typeof(string) => "a fault of the test",
        _ => Default(parameter.ParameterType),
    };

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
