using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Engagement.Web.Text;

/// <summary>
/// A sentence of ours with names and words of others in it, where there is no markup: what is put in is set apart
/// (<see cref="Unseen.Isolate"/>), so that a name from the right turns neither the words beside it nor another name. Written as <c>$"…"</c>
/// where one is asked for; what is given as a whole string stays as it is.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct Sentence
{
    private readonly StringBuilder _words;

    public Sentence(int literalLength, int formattedCount) => _words = new StringBuilder(literalLength + (formattedCount * 16));

    private Sentence(string words) => _words = new StringBuilder(words);

    public static implicit operator Sentence(string words) => new(words);

    /// <summary>For places that take a string.</summary>
    public static string Of(Sentence sentence) => sentence.ToString();

    public void AppendLiteral(string words) => _words.Append(words);

    public void AppendFormatted(string? words) => _words.Append(Unseen.Isolate(words ?? ""));

    public void AppendFormatted<T>(T value, string? format = null) => AppendFormatted(
        value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    public override string ToString() => _words.ToString();
}
