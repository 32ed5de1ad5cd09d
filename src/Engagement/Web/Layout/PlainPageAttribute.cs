namespace Engagement.Web.Layout;

/// <summary>A page that stands alone, without what is around the others: nothing is read for that.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PlainPageAttribute : Attribute;
