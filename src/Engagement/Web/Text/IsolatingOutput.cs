using System.Text.Encodings.Web;

namespace Engagement.Web.Text;

/// <summary>Where in a page a value is written, and what that asks for when the value <see cref="Unseen.Needs"/> it.</summary>
internal sealed class IsolatingOutput
{
    // Elements that hold text and no markup. What a form sends back must be what was there.
    private static readonly (string Open, string Close, bool IsSent)[] Plain =
    [
        ("<title", "</title", false), ("<textarea", "</textarea", true), ("<script", "</script", true), ("<style", "</style", true),
    ];

    private string? _attribute;
    private (string Open, string Close, bool IsSent)? _within;

    public void BeginAttribute(string name) => _attribute = name;

    public void EndAttribute() => _attribute = null;

    /// <summary>Markup of ours that goes by.</summary>
    public void Passed(string? literal)
    {
        if (string.IsNullOrEmpty(literal))
        {
            return;
        }

        if (_within is { } within && literal.Contains(within.Close, StringComparison.Ordinal))
        {
            _within = null;
        }

        foreach (var element in Plain)
        {
            var open = literal.LastIndexOf(element.Open, StringComparison.Ordinal);
            if (open >= 0 && literal.IndexOf(element.Close, open, StringComparison.Ordinal) < 0)
            {
                _within = element;
            }
        }
    }

    /// <returns>False: nothing was written, it is to be written as ever.</returns>
    public bool TryWrite(string? value, TextWriter output, HtmlEncoder encoder)
    {
        // The value of a tag helper's attribute is gathered in a writer of its own.
        if (string.IsNullOrEmpty(value) || output is StringWriter || !Unseen.Needs(value))
        {
            return false;
        }

        if (_attribute is not null ? _attribute is not ("title" or "aria-label" or "alt") : _within is { IsSent: true })
        {
            return false;
        }

        if (_attribute is not null || _within is not null)
        {
            output.Write(encoder.Encode(Unseen.Isolate(value)));
            return true;
        }

        output.Write("<bdi>");
        output.Write(encoder.Encode(Unseen.Show(value)));
        output.Write("</bdi>");
        return true;
    }
}
