namespace Engagement.Features.Publishing.Deliveries.Interruption;

/// <summary>
/// The database knows nothing of a time that passed: it is a copy that was put back, or nothing ran on it. Publishing is paused, and what
/// the networks know of that time is read back.
/// </summary>
internal sealed record TimeForgotten;
