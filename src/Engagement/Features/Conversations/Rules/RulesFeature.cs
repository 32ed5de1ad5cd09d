using Engagement.Features.Accounts.Removal;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Conversations.Rules;

internal sealed class RulesFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Conversations/Rules", Area.Settings),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<RunTimeRules>("time-rules", "10 * * * * *", job => job.RunAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<IUseAccounts, RulesOfAccount>();
        services.AddSingleton<ReadRuleFacts>();
        services.AddSingleton<PlanRule>();
        services.AddSingleton<RunRules>();
        services.AddSingleton<RunChangeRules>();
        services.AddScoped<RunTimeRules>();
        services.AddScoped<SaveRule>();
        services.AddScoped<OrderRules>();
        services.AddScoped<DryRunRule>();
        services.AddScoped<ReadRuleHistory>();
        services.AddScoped<SaveSkills>();
        services.AddOutboxWork<AnswerByRule>(AnswerByRule.Work, JobQueue.Publishing);
    }
}
