using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Web.Text;

/// <summary>
/// Every page of the portal: what it writes of strangers' words stands by itself (<see cref="Unseen"/>), wherever it is written.
/// </summary>
public abstract class PortalPage : Page
{
    private readonly IsolatingOutput _isolating = new();

    public override void Write(string? value)
    {
        if (!_isolating.TryWrite(value, Output, HtmlEncoder))
        {
            base.Write(value);
        }
    }

    public override void Write(object? value)
    {
        if (value is not string text || !_isolating.TryWrite(text, Output, HtmlEncoder))
        {
            base.Write(value);
        }
    }

    public override void WriteLiteral(string? value)
    {
        _isolating.Passed(value);
        base.WriteLiteral(value);
    }

    public override void BeginWriteAttribute(
        string name, string prefix, int prefixOffset, string suffix, int suffixOffset, int attributeValuesCount)
    {
        _isolating.BeginAttribute(name);
        base.BeginWriteAttribute(name, prefix, prefixOffset, suffix, suffixOffset, attributeValuesCount);
    }

    public override void EndWriteAttribute()
    {
        base.EndWriteAttribute();
        _isolating.EndAttribute();
    }
}

/// <summary>Every part of a page, and the layouts: as <see cref="PortalPage"/>.</summary>
/// <remarks>Word for word the same: Razor's <c>Page</c> and <c>RazorPage</c> have only a base in common that is not ours.</remarks>
/// <typeparam name="TModel">What it shows.</typeparam>
public abstract class PortalView<TModel> : RazorPage<TModel>
{
    private readonly IsolatingOutput _isolating = new();

    public override void Write(string? value)
    {
        if (!_isolating.TryWrite(value, Output, HtmlEncoder))
        {
            base.Write(value);
        }
    }

    public override void Write(object? value)
    {
        if (value is not string text || !_isolating.TryWrite(text, Output, HtmlEncoder))
        {
            base.Write(value);
        }
    }

    public override void WriteLiteral(string? value)
    {
        _isolating.Passed(value);
        base.WriteLiteral(value);
    }

    public override void BeginWriteAttribute(
        string name, string prefix, int prefixOffset, string suffix, int suffixOffset, int attributeValuesCount)
    {
        _isolating.BeginAttribute(name);
        base.BeginWriteAttribute(name, prefix, prefixOffset, suffix, suffixOffset, attributeValuesCount);
    }

    public override void EndWriteAttribute()
    {
        base.EndWriteAttribute();
        _isolating.EndAttribute();
    }
}
