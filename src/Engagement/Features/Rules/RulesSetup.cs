using Engagement.Jobs;

namespace Engagement.Features.Rules;

internal static class RulesSetup
{
    public static IServiceCollection AddRules(this IServiceCollection services)
    {
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
        return services.AddOutboxWork<AnswerByRule>(AnswerByRule.Work, JobQueue.Publishing);
    }
}
