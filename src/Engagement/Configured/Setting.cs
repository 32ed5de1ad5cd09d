using System.Text.RegularExpressions;
using Engagement.Host;

namespace Engagement.Configured;

/// <summary>
/// What was given for a setting is not what it takes; the message is the rest of a sentence that begins with the setting.
/// </summary>
internal sealed class WrongValueException(string message, string? part = null) : Exception(message)
{
    /// <summary>The part of the value that is meant, where it has several.</summary>
    public string? Part => part;
}

/// <summary>One setting of the product, as <see cref="KnownSettings"/> declares it.</summary>
/// <param name="name">
/// Its name in the configuration, e.g. <c>SignIn:IdleHours</c>; <c>*</c> stands for a name or number of the writer's own.
/// </param>
/// <param name="takes">What it takes, e.g. "a whole number from 1 to 100".</param>
/// <param name="otherwise">What holds where it is not set; empty: nothing.</param>
/// <param name="help">One line.</param>
internal abstract partial class Setting(string name, string takes, string otherwise, string help)
{
    private readonly Regex _keys = new(
        $"^{Regex.Escape(name).Replace("\\*", "[^:]+", StringComparison.Ordinal)}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public string Name => name;

    public string Takes => takes;

    public string Otherwise => otherwise;

    public string Help => help;

    /// <summary>As an environment variable, the first of its kind where there may be several.</summary>
    public string Variable => VariableOf(name.Replace("*", "0", StringComparison.Ordinal));

    /// <summary>Never shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>An empty value is a variable that was to be filled and was not; of any other setting it is as none.</summary>
    public bool IsNeverEmpty { get; init; }

    /// <summary>Another's setting.</summary>
    public bool IsOfOthers { get; init; }

    /// <summary>May also be given in parts: <c>Name:0</c>, <c>Name:1</c>.</summary>
    public bool IsList { get; init; }

    /// <summary>The ends of what it takes, as they would be written; null where it has none.</summary>
    public (string Least, string Most)? Range { get; init; }

    public static string VariableOf(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    public bool IsAt(string key) => _keys.IsMatch(key) || (IsList && key.LastIndexOf(':') is > 0 and var at && _keys.IsMatch(key[..at]));

    /// <summary>A value as it may be seen: without who signs in at an address, and with which password.</summary>
    public static string Shown(string value) => UserInfo().Replace(value, "");

    /// <summary>What is given, with where.</summary>
    public IReadOnlyList<(string Key, string Value)> Given(IConfiguration configuration)
    {
        if (name.Contains('*', StringComparison.Ordinal))
        {
            return [.. configuration.AsEnumerable().Where(pair => pair.Value is not null && IsAt(pair.Key))
                .Select(pair => (pair.Key, pair.Value!)).OrderBy(pair => pair.Key, ConfigurationKeyComparer.Instance)];
        }

        var section = configuration.GetSection(name);
        return [.. (IsList ? section.GetChildren() : []).Prepend(section).Where(s => s.Value is not null).Select(s => (s.Path, s.Value!))];
    }

    /// <returns>A sentence that says what is wrong with a value; null: nothing.</returns>
    public string? Problem(string key, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return !IsNeverEmpty ? null
                : $"{VariableOf(key)} is empty: it takes {takes}. "
                    + (otherwise.Length > 0 ? $"Leave it out for {otherwise}." : "Or leave it out.");
        }

        try
        {
            Check(value);
            return null;
        }
        catch (WrongValueException e)
        {
            return $"{VariableOf(key)} {(IsSecret ? "" : $"'{Shown(e.Part ?? value)}' ")}{e.Message}";
        }
    }

    [GeneratedRegex(@"(?<=://)\S{0,300}@|^[^/\\\s]{1,300}:[^/\\\s]{1,300}@")]
    private static partial Regex UserInfo();

    /// <exception cref="WrongValueException">It is not what it takes.</exception>
    protected abstract void Check(string value);
}

/// <summary>A setting that is read as a <typeparamref name="T"/>.</summary>
/// <param name="read">Throws <see cref="WrongValueException"/>.</param>
/// <param name="value">What holds where it is not set.</param>
/// <param name="isIn">Whether it is within its range.</param>
internal sealed class Setting<T>(
    string name, string takes, string otherwise, string help, T value, Func<string, T> read, Func<T, bool>? isIn = null)
    : Setting(name, takes, otherwise, help)
{
    /// <exception cref="StartException">What is given cannot be read.</exception>
    public T Of(IConfiguration configuration) => Of(configuration, value);

    /// <param name="configuration">Looked up anew each time.</param>
    /// <param name="without">What holds where it is not set: for a default that follows another setting.</param>
    /// <exception cref="StartException">What is given cannot be read.</exception>
    public T Of(IConfiguration configuration, T without)
    {
        var given = Given(configuration).Where(g => !string.IsNullOrWhiteSpace(g.Value)).ToList();
        if (given.Count == 0)
        {
            return without;
        }

        var text = string.Join(',', given.Select(g => g.Value));
        try
        {
            return read(text);
        }
        catch (WrongValueException)
        {
            throw new StartException(Problem(given[0].Key, text)!);
        }
    }

    protected override void Check(string value)
    {
        if (isIn?.Invoke(read(value)) ?? Reads(value))
        {
            return;
        }

        throw new WrongValueException($"is not {Takes}.");
    }

    private bool Reads(string value)
    {
        read(value);
        return true;
    }
}
