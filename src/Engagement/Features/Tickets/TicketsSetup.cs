using Engagement.Features.Tickets.Answers;
using Engagement.Features.Tickets.Inbox;
using Engagement.Features.Tickets.Joining;
using Engagement.Features.Tickets.Queues;

namespace Engagement.Features.Tickets;

internal static class TicketsSetup
{
    public static IServiceCollection AddTickets(this IServiceCollection services)
    {
        services.AddSingleton<TicketLog>();
        services.AddScoped<ListTickets>();
        services.AddScoped<ReplyToTicket>();
        services.AddScoped<ChangeTicket>();
        services.AddScoped<AddNote>();
        services.AddScoped<SaveReplyDraft>();
        services.AddScoped<ReadThread>();
        services.AddScoped<SetFields>();
        services.AddScoped<TagTicket>();
        services.AddScoped<MarkSpam>();
        services.AddScoped<MergeTickets>();
        services.AddScoped<SplitMessage>();
        services.AddScoped<LinkTickets>();
        services.AddScoped<OpenFollowUp>();
        services.AddScoped<WakeSnoozed>();
        services.AddScoped<SaveQueue>();
        services.AddScoped<RemoveQueue>();
        services.AddScoped<SaveField>();
        services.AddScoped<AnswerSubject>();
        services.AddScoped<FillAnswer>();
        services.AddScoped<ReplyLinks>();
        services.AddScoped<SuggestArticles>();
        services.AddScoped<PutInFolder>();
        services.AddSingleton<Mentions>();
        services.AddSingleton<TicketCounts>();
        services.AddScoped<ChangeMany>();
        services.AddScoped<SaveView>();
        services.AddScoped<MarkRead>();
        services.AddScoped<TicketActs>();
        return services;
    }
}
