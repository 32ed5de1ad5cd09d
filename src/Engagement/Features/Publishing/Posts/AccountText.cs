using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Engagement.Features.Publishing.Posts;

/// <summary>One account's words in the form.</summary>
internal sealed record AccountText
{
    public Guid AccountId { get; init; }

    public string? Text { get; init; }

    [BindNever]
    public PreviewModel? Preview { get; init; }
}
