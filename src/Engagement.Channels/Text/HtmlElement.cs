using AngleSharp.Html.Parser.Tokens;

namespace Engagement.Channels.Text;

/// <summary>An element that has begun. Two are never the same, however alike.</summary>
/// <param name="tag">Where it begins.</param>
/// <param name="change">What it changes in how words look; null: nothing.</param>
/// <param name="isWritten">Was its beginning told to who writes the words?</param>
internal sealed class HtmlElement(HtmlTagToken tag, HtmlChange? change, bool isWritten)
{
    /// <summary>In lower case.</summary>
    public string Name => tag.Name;

    /// <summary>Was its beginning told to who writes the words?</summary>
    public bool IsWritten => isWritten;

    /// <summary>How words look in it.</summary>
    public HtmlLook Look { get; private set; }

    /// <summary>Part of a drawing or a formula.</summary>
    public bool IsForeign { get; set; }

    /// <summary>Not ended yet.</summary>
    public bool IsOpen { get; set; }

    /// <param name="around">How words look around it.</param>
    public void StandIn(HtmlLook around) => Look = change?.Within(around) ?? around;

    /// <summary>The same name and the same attributes, in whichever order.</summary>
    public bool IsLike(HtmlElement other) => Name == other.Name && tag.Attributes.Count == other.Tag.Attributes.Count
        && tag.Attributes.TrueForAll(a => other.Tag.GetAttribute(a.Name) == a.Value);

    private HtmlTagToken Tag => tag;
}
