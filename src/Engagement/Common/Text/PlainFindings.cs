using System.Globalization;
using FluentValidation.Resources;

namespace Engagement.Common.Text;

/// <summary>
/// What a rule says that has no words of its own: like our other sentences, without the field's name in code, since the page and the API
/// say beside it which field it is, and in our language whatever the process's is.
/// </summary>
internal sealed class PlainFindings : LanguageManager
{
    /// <summary>Nothing but that it is wrong; a rule that would say this has to say more itself (a test walks them).</summary>
    public const string Nothing = "That cannot be right.";

    private const string Filled = "It must be given.";
    private const string Least = "At least {MinLength} characters.";
    private const string Most = "At most {MaxLength} characters.";
    private const string Between = "Between {MinLength} and {MaxLength} characters.";
    private const string Exactly = "Exactly {MaxLength} characters.";
    private const string Range = "Between {From} and {To}.";

    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["NotEmptyValidator"] = Filled,
        ["NotNullValidator"] = Filled,
        ["MinimumLengthValidator"] = Least,
        ["MaximumLengthValidator"] = Most,
        ["LengthValidator"] = Between,
        ["ExactLengthValidator"] = Exactly,
        ["InclusiveBetweenValidator"] = Range,
        ["ExclusiveBetweenValidator"] = "Between {From} and {To}, and neither of them.",
        ["GreaterThanOrEqualValidator"] = "At least {ComparisonValue}.",
        ["GreaterThanValidator"] = "More than {ComparisonValue}.",
        ["LessThanOrEqualValidator"] = "At most {ComparisonValue}.",
        ["LessThanValidator"] = "Less than {ComparisonValue}.",
        ["ScalePrecisionValidator"] = "At most {ExpectedPrecision} digits, {ExpectedScale} of them after the point.",
        ["EmailValidator"] = "That is not an e-mail address.",
        ["EnumValidator"] = "That is none of the choices.",
    };

    /// <inheritdoc/>
    public override string GetString(string key, CultureInfo? culture = null) => Sentences.GetValueOrDefault(key, Nothing);
}
