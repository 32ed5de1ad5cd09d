using System.Runtime.CompilerServices;
using System.Text;
using Engagement.Common.Text;
using FluentValidation;

namespace Engagement.Host;

/// <summary>What holds in the whole process from its first line on, whichever verb or test it runs.</summary>
internal static class ProcessDefaults
{
    /// <summary>
    /// Every regular expression that says nothing else gives up after this time: people and strangers write the texts, and no text is worth
    /// a core for ever. None is known to come near it (a test holds each against long texts).
    /// </summary>
    public static readonly TimeSpan RegexLimit = TimeSpan.FromSeconds(2);

    [ModuleInitializer]
    public static void Set()
    {
        // Read once by each class that has expressions, when the first of them is made.
        AppDomain.CurrentDomain.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", RegexLimit);

        // What a rule without words says; asked whenever one does not hold.
        ValidatorOptions.Global.LanguageManager = new PlainFindings();

        // Encodings other than Unicode's and Latin-1 (Windows-1251, Shift_JIS): looked up once by the HTML library, when it is first used.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
    }
}
