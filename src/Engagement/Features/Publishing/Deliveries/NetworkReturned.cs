namespace Engagement.Features.Publishing.Deliveries;

/// <summary>This version speaks an account's network again, after one that did not: what was held for want of it is scheduled.</summary>
internal sealed record NetworkReturned(Guid AccountId);
