using System.Buffers;
using System.Collections.Frozen;
using Scriban.Parsing;

namespace Engagement.Features.Content.Templates;

/// <summary>
/// Refuses characters that nobody typed, and what is nested too deeply before it is parsed. Parsing and evaluating walk a template by
/// recursion, and a process whose stack overflows ends without an exception; so depth is counted here token by token, without recursion.
/// </summary>
internal static class Nesting
{
    /// <summary>Brackets in brackets.</summary>
    public const int MostBrackets = 40;

    /// <summary>Blocks in blocks: if, for, while and the like. Each <c>else if</c> is one inside the one before.</summary>
    public const int MostBlocks = 40;

    /// <summary>Operators in one expression: <c>1 + 1 + 1 …</c> is as deep as it is long.</summary>
    public const int MostOperators = 150;

    private static readonly SearchValues<char> Typed = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => !char.IsControl(c) || c is '\n' or '\r' or '\t')]);

    private static readonly FrozenSet<string> Openers =
        ((string[])["if", "for", "while", "func", "capture", "with", "wrap", "case", "do", "tablerow"]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is too deep, and where; null when nothing is.</summary>
    public static TemplateError? Check(string body)
    {
        // Scriban takes the first of these for the template's end.
        if (body.AsSpan().IndexOfAnyExcept(Typed) is >= 0 and var odd)
        {
            var line = body.AsSpan(0, odd).Count('\n');
            return new TemplateError($"There is a control character here (U+{(int)body[odd]:X4}).",
                line + 1, odd - body.LastIndexOf('\n', odd));
        }

        var blocks = new Stack<int>();
        var expressions = new Stack<int>([0]); // operators so far, of the expression in each open bracket
        var (blockDepth, before, lineEnded) = (0, TokenType.CodeEnter, false);
        var word = "";
        foreach (var token in new Lexer(body))
        {
            switch (token.Type)
            {
                case TokenType.Whitespace or TokenType.WhitespaceFull or TokenType.Comment or TokenType.CommentMulti:
                    continue;
                case TokenType.NewLine:
                    // An expression goes on over a line's end where an operator stands on either side of it.
                    lineEnded = !IsOperator(before);
                    continue;
                case TokenType.CodeExit or TokenType.SemiColon or TokenType.Raw or TokenType.Eof:
                    Reset(expressions);
                    break;
                case TokenType.Comma:
                    Reset(expressions);
                    break;
                case TokenType.OpenParen or TokenType.OpenBracket or TokenType.OpenBrace or TokenType.OpenInterpolatedBrace:
                    expressions.Push(0);
                    break;
                case TokenType.CloseParen or TokenType.CloseBracket or TokenType.CloseBrace or TokenType.CloseInterpolatedBrace
                    when expressions.Count > 1:
                    expressions.Pop();
                    break;
                case TokenType.Identifier:
                    if (lineEnded && expressions.Count == 1)
                    {
                        Reset(expressions);
                    }

                    var isElseIf = word == "else";
                    word = before == TokenType.Dot ? "" : token.GetText(body);
                    if (word == "end" && blocks.TryPop(out var depth))
                    {
                        blockDepth -= depth;
                    }
                    else if (Openers.Contains(word))
                    {
                        blocks.Push(isElseIf && blocks.TryPop(out var chain) ? chain + 1 : 1);
                        blockDepth++;
                    }

                    break;
                default:
                    if (IsOperator(token.Type))
                    {
                        expressions.Push(expressions.Pop() + 1);
                    }
                    else if (lineEnded && expressions.Count == 1)
                    {
                        Reset(expressions);
                    }

                    break;
            }

            if (token.Type != TokenType.Identifier)
            {
                word = "";
            }

            (before, lineEnded) = (token.Type, false);
            if (expressions.Count - 1 > MostBrackets)
            {
                return At(token, $"Brackets are nested more than {MostBrackets} deep here.");
            }

            if (blockDepth > MostBlocks)
            {
                return At(token, $"Blocks (if, for, …) are nested more than {MostBlocks} deep here.");
            }

            if (expressions.Peek() > MostOperators)
            {
                return At(token, $"This expression has more than {MostOperators} operators. Take it apart with variables.");
            }
        }

        return null;
    }

    private static void Reset(Stack<int> expressions)
    {
        expressions.Pop();
        expressions.Push(0);
    }

    // Everything between the dot and the last sign of arithmetic; names, numbers, texts, brackets and separators are not.
    private static bool IsOperator(TokenType type) =>
        type is (>= TokenType.Arroba and <= TokenType.DoubleGreaterThan and not TokenType.Colon)
            or (>= TokenType.Dot and <= TokenType.DoubleDotLess);

    private static TemplateError At(Token token, string message) => new(message, token.Start.Line + 1, token.Start.Column + 1);
}
