// OpenAI's npm package against a running server: `node openai_node.cjs ADDRESS KEY MODEL`; tells in JSON.
// NODE_PATH leads to .node-clients, where the package is. It asks in an order that the test has set up answers for.

const OpenAI = require("openai").default;

const PARAMETERS = { type: "object", properties: { at: { type: "string" } }, required: ["at"], additionalProperties: false };

async function main(address, key, model) {
    const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: key, maxRetries: 0 });
    const messages = [{ role: "user", content: "hello" }];

    const whole = await client.chat.completions.create({ model, messages });
    let streamed = "";
    for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
        streamed += chunk.choices[0]?.delta?.content ?? "";
    }
    const tools = [{ type: "function", function: { name: "look", parameters: PARAMETERS } }];
    const asking = client.chat.completions.stream({ model, messages, tools });
    const asked = (await asking.finalChatCompletion()).choices[0].message.tool_calls;

    const response = await client.responses.create({ model, input: "hello" });
    const functions = [{ type: "function", name: "look", parameters: PARAMETERS, strict: true }];
    const responding = client.responses.stream({ model, input: "look", tools: functions });
    const called = (await responding.finalResponse()).output[0];

    let refusal;
    try {
        await client.chat.completions.create({ model: "gpt-9", messages });
    } catch (error) {
        refusal = [error.status, error.code];
    }
    console.log(
        JSON.stringify({
            whole: whole.choices[0].message.content,
            streamed,
            asked: [asked[0].function.name, asked[0].function.arguments],
            response: [response.output_text, response.store],
            called: [called.type, called.name, called.arguments],
            refusal,
        }),
    );
}

main(...process.argv.slice(2));
