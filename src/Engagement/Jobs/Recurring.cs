using System.Linq.Expressions;
using Hangfire;

namespace Engagement.Jobs;

/// <summary>A recurring job.</summary>
/// <param name="Id">Its name on the dashboard.</param>
/// <param name="Register">Adds or updates it.</param>
internal sealed record Recurring(string Id, Action<IRecurringJobManager> Register)
{
    // However many minutes were missed while no node ran: the job finds all of it at once.
    private static readonly RecurringJobOptions OnceAfterAPause = new() { MisfireHandling = MisfireHandlingMode.Relaxed };

    /// <param name="id">Its name on the dashboard.</param>
    /// <param name="cron">When, in six fields: seconds first.</param>
    /// <param name="work">What it does, once.</param>
    public static Recurring Of<T>(string id, string cron, Expression<Func<T, Task>> work) =>
        new(id, manager => manager.AddOrUpdate(id, work, cron, OnceAfterAPause));
}
