using System.Text.RegularExpressions;

namespace Engagement.Common.Text;

/// <summary>A language as pages and networks name it, such as <c>en</c> or <c>de-AT</c> (the shapes of RFC 5646 that are in use).</summary>
internal static partial class LanguageTag
{
    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
    public static partial Regex Shape();
}
