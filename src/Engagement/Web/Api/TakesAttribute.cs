namespace Engagement.Web.Api;

/// <summary>A text in a body that is of a certain form: what is said to be given where no text came at all.</summary>
/// <param name="words">With an example, e.g. <c>a time such as 2026-11-24T09:00</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TakesAttribute(string words) : Attribute
{
    public string Words => words;
}
